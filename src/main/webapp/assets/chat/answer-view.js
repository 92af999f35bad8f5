// Shows one answer: who answers, what was thought, the text, and what is going on or went wrong.

import { fill, h } from '../shared/dom.js';
import { copy } from '../shared/clipboard.js';
import { duration, number } from '../shared/format.js';
import { MarkdownView } from '../shared/markdown/view.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';
import { isRunning } from './chats.js';
import { parts } from './thoughts.js';

const STALLED_AFTER = 10_000;
const LONG_WAIT = 30_000;
const SHORT_THOUGHT = 100;

/**
 * @param {Object} answer the record; it changes while it is shown
 * @param {{again: () => void, run: () => Object|undefined, isLoaded: (model: string) => boolean|null}} how
 */
export function answerView(answer, how) {
  const facts = h('span', {});
  const thoughts = h('div', { class: 'thoughts', dir: 'auto' });
  const summary = h('summary', {});
  const think = h('details', { class: 'think', hidden: true }, summary, thoughts);
  const text = h('div', { class: 'text' });
  const markdown = new MarkdownView(text);
  const wait = h('p', { class: 'wait', hidden: true });
  const end = h('div', {});
  const el = h('div', { class: 'answer' }, h('div', { class: 'from' }, h('b', {}, answer.model), facts), think, text, wait, end);
  let ended = null;
  let warm = how.isLoaded(answer.model) !== false;
  const cold = !warm;

  function update() {
    const running = isRunning(answer);
    const said = parts(answer);
    el.classList.toggle('writing', running && said.text !== '');
    showThoughts(said, running);
    markdown.update(said.text, !running);
    showWait(said, running);
    if (running === (ended !== null)) {
      ended = running ? null : true;
      fill(end, running ? null : ending(said));
    }
    if (!running) facts.textContent = factsOf(answer);
  }

  function showThoughts(said, running) {
    think.hidden = said.thinking === '';
    if (think.hidden) return;
    const done = !running || said.text !== '';
    const time = answer.facts.thoughtFor;
    summary.textContent = done
      ? time === undefined || time < SHORT_THOUGHT ? t('answer.thoughtPlain') : t('answer.thought', { time: duration(time) })
      : t('answer.thinking', { time: duration(since(answer) - (answer.facts.firstAfter ?? 0)) });
    think.classList.toggle('active', !done);
    const shown = thoughts.firstChild?.data ?? '';
    if (said.thinking === shown) return;
    if (thoughts.firstChild && said.thinking.startsWith(shown)) thoughts.firstChild.appendData(said.thinking.slice(shown.length));
    else thoughts.textContent = said.thinking;
  }

  function showWait(said, running) {
    const words = running ? waiting(said) : null;
    wait.hidden = words === null;
    if (words !== null && wait.textContent !== words) wait.textContent = words;
  }

  function waiting(said) {
    const silent = performance.now() - (how.run()?.lastByteAt ?? performance.now());
    if (said.text !== '' || said.thinking !== '') return silent > STALLED_AFTER ? t('answer.stalled', { time: duration(silent) }) : null;
    const waited = since(answer);
    warm ||= how.isLoaded(answer.model) === true;
    const key = !warm ? 'answer.waitCold' : cold ? 'answer.waitWarm' : 'answer.wait';
    const words = t(key, { model: answer.model, time: duration(Math.floor(waited / 1000) * 1000) });
    return waited > LONG_WAIT ? `${words}. ${t('answer.waitLong')}` : words;
  }

  function ending(said) {
    const note = noteOf(answer, said);
    const failed = answer.state === 'failed';
    const button = h('button', { type: 'button', class: 'btn plain', onclick: () => copy(said.text, button) }, t('turn.copy'));
    return [
      note && h('p', { class: 'end-note' }, note),
      failed && problemBox(answer.problem, { again: how.again, model: answer.model }),
      h('div', { class: 'acts' },
        said.text !== '' && button,
        !failed && h('button', { type: 'button', class: 'btn plain', onclick: how.again }, t('turn.again')),
        how.variants()),
    ];
  }

  return { el, answer, update };
}

const since = (answer) => Date.now() - answer.facts.startedAt;

function noteOf(answer, said) {
  const nothing = said.text === '' && said.thinking === '';
  if (answer.state === 'stopped') return t(nothing ? 'answer.stoppedEmpty' : 'answer.stopped');
  if (answer.state === 'interrupted') return t(nothing ? 'answer.interruptedEmpty' : 'answer.interrupted');
  if (answer.state !== 'done') return null;
  if (answer.facts.cut) return t('answer.length');
  return said.text.trim() === '' ? t('answer.empty') : null;
}

function factsOf({ state, facts }) {
  const known = [
    facts.speed && t('answer.speed', { n: number(facts.speed) }),
    facts.firstAfter !== undefined && t('answer.first', { time: duration(facts.firstAfter) }),
    state === 'done' && facts.total && t('answer.total', { time: duration(facts.total) }),
  ].filter(Boolean);
  return known.map((fact) => ` · ${fact}`).join('');
}
