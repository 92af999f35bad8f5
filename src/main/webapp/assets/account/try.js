// Makes the call of the chosen kind of program with the key, and says how it ended.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { Problem, problemOf, sendAsProgram, url } from '../shared/api.js';
import { duration } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';
import { equivalent, wordsIn } from './snippets.js';

const TICK = 500;

/** @param {() => void} used called when the key may have been used */
export function tryView(used) {
  let shown = { kind: null, key: null, model: '' };
  let running = null;
  const text = h('p', { class: 'note' });
  const go = h('button', { type: 'button', class: 'btn primary', id: 'try', onclick: () => start() }, t('try.do'));
  const stop = h('button', { type: 'button', class: 'btn', hidden: true, onclick: () => running?.abort() }, t('try.stop'));
  const wait = h('span', { class: 'note' });
  const result = h('div', { class: 'result' });

  /** @param {{kind: Object, key: string|null, model: string}} next what was shown of another call goes away */
  function show(next) {
    const same = shown.kind?.id === next.kind.id && shown.key === next.key && shown.model === next.model;
    shown = next;
    text.textContent = t(next.kind.call === 'list' ? 'try.textList' : 'try.text', { name: next.kind.name });
    go.disabled = next.key === null;
    if (running === null) wait.textContent = next.key === null ? t('try.noKey') : '';
    if (same) return;
    running?.abort();
    fill(result);
  }

  async function start() {
    const { kind, key, model } = shown;
    const request = equivalent(kind, key, model, t('try.question'));
    const began = performance.now();
    const stopper = new AbortController();
    busy(stopper, began);
    let outcome;
    try {
      outcome = await ask(kind, request, stopper.signal);
    } catch (e) {
      if (!stopper.signal.aborted && !(e instanceof Problem)) throw e;
      outcome = stopper.signal.aborted ? { stopped: true } : { problem: e };
    } finally {
      busy(null);
    }
    used();
    if (shown.kind.id === kind.id && shown.key === key) tell(outcome, { ...request, key, took: performance.now() - began });
  }

  function busy(stopper, began) {
    const hadFocus = document.activeElement === (stopper ? go : stop);
    running = stopper;
    go.hidden = stopper !== null;
    stop.hidden = stopper === null;
    if (hadFocus) (stopper ? stop : go).focus();
    wait.textContent = '';
    if (stopper === null) return;
    fill(result);
    const tick = () => {
      if (running !== stopper) return;
      wait.textContent = t('try.running', { time: duration(performance.now() - began) });
      setTimeout(tick, TICK);
    };
    tick();
  }

  function tell({ status, words, problem, stopped }, { method, path, key, took }) {
    const address = url(path).replace(key, '…');
    const facts = status && h('small', {}, t('try.status', { method, address, status, time: duration(took) }));
    const title = stopped ? t('try.stopped') : problem ? t(problem.status === 401 ? 'try.failed.401' : 'try.failed') : t('try.worked');
    fill(result, stopped ? h('p', { class: 'note' }, title)
      : problem ? [problemBox(problem, { title }), facts]
        : h('div', { class: 'problem good' }, h('b', {}, title), h('p', { dir: 'auto' }, words || t('try.empty')), facts));
    announce(title);
  }

  return { show, part: h('div', { class: 'try' }, h('h3', {}, t('try.heading')), text, h('div', { class: 'row' }, go, stop, wait), result) };
}

async function ask(kind, request, signal) {
  const response = await sendAsProgram(request, signal);
  const { status } = response;
  if (!response.ok) return { status, problem: asProgram(await problemOf(response, signal)) };
  let words = null;
  try {
    words = wordsIn(kind, await response.json());
  } catch (e) {
    if (signal.aborted) throw e;
  }
  return words === null ? { status, problem: new Problem('broken', t('try.garbled'), { status }) } : { status, words };
}

/** For the page a 401 means that the session ended; here it is about the key. */
const asProgram = (problem) => (problem.kind === 'session' ? Object.assign(problem, { kind: 'forbidden' }) : problem);
