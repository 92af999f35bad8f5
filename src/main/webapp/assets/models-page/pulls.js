// The models on their way, whoever asked for them. They go on without this page; it asks how they stand.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { get, Problem, send, write } from '../shared/api.js';
import { ago, duration, size } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { say, saidTexts } from '../shared/said.js';
import { t } from '../shared/texts.js';
import { isOpen, pause, percent, shortDigest, Speed, sums } from './progress.js';

/** @param {{ended: () => void}} parts told when a pull brought a model */
export function pullsView({ ended }) {
  const trouble = h('div', { role: 'alert' });
  const lost = h('div', {});
  const list = h('ul', { class: 'pulls' });
  const clear = h('button', { type: 'button', class: 'btn', onclick: forgetAll }, t('modelsPage.pulls.clear'));
  const card = h('section', { class: 'card', 'aria-labelledby': 'pulls', hidden: true },
    h('div', { class: 'card-head' }, h('h2', { id: 'pulls', tabindex: '-1' }, t('modelsPage.pulls.title')), clear), list);
  const part = h('div', {}, trouble, lost, card);
  const rows = new Map();
  let known = [];
  let timer = null;

  async function look() {
    clearTimeout(timer);
    try {
      show((await get('api/v1/models/pulls')).items);
      fill(lost);
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      fill(lost, problemBox(e, { again: look }));
    }
    timer = setTimeout(again, pause(known));
  }

  function again() {
    if (!part.isConnected || document.hidden) timer = setTimeout(again, 1000);
    else look();
  }

  function show(items) {
    for (const one of items) {
      const was = known.find(({ id }) => id === one.id);
      if (was && isOpen(was) && !isOpen(one)) tellEnd(one);
    }
    known = items;
    card.hidden = items.length === 0;
    clear.hidden = items.every(isOpen);
    for (const [id, row] of rows) {
      if (items.some((one) => one.id === id)) continue;
      if (row.item.contains(document.activeElement)) card.querySelector('h2').focus();
      row.item.remove();
      rows.delete(id);
    }
    const several = new Set(items.map(({ backend }) => backend)).size > 1;
    for (const one of items) {
      if (!rows.has(one.id)) {
        rows.set(one.id, pullRow({ remove, start }));
        list.prepend(rows.get(one.id).item);
      }
      rows.get(one.id).show(one, several);
    }
  }

  function tellEnd(pull) {
    announce(t(`modelsPage.told.${pull.state}`, { model: pull.model }));
    if (pull.state === 'done') ended();
  }

  /** @returns {Promise<boolean>} whether it may come */
  async function start({ model, backend }) {
    fill(trouble);
    try {
      await write('POST', 'api/v1/models/pulls', { model, backend });
      await look();
      return true;
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      fill(trouble, problemBox(e, { title: t('modelsPage.pull.failed', { model }), again: e.kind === 'forbidden' ? null : () => start({ model, backend }) }));
      return false;
    }
  }

  async function remove(id) {
    try {
      await send(`api/v1/models/pulls/${encodeURIComponent(id)}`, { method: 'DELETE' });
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      if (e.kind !== 'missing') fill(trouble, problemBox(e, { again: () => remove(id) }));
    }
    await look();
  }

  async function forgetAll() {
    for (const { id } of known.filter((one) => !isOpen(one))) await remove(id);
  }

  look();
  return { part, start };
}

/** A line that is changed in place: who stands on its button stays there. */
function pullRow({ remove, start }) {
  const name = h('b', {});
  const about = h('span', { class: 'note' });
  const state = h('span', { class: 'chip' });
  const again = h('button', { type: 'button', class: 'btn', onclick: () => start(pull) });
  const end = h('button', { type: 'button', class: 'btn plain', onclick: () => remove(pull.id) });
  const whole = h('progress', { max: 100 });
  const words = h('span', { class: 'note' });
  const layers = h('ul', { class: 'layers' });
  const bars = h('div', { class: 'pull-bars' }, whole, words, h('details', {}, h('summary', {}, t('modelsPage.layers')), layers));
  const failure = h('p', { class: 'note bad', dir: 'auto' });
  const item = h('li', { class: 'pull' }, h('div', { class: 'pull-head' }, h('div', { class: 'grow' }, name, ' ', about), state, again, end), bars, failure);
  const known = new Map();
  const speed = new Speed();
  let pull = null;

  function show(now, several) {
    pull = now;
    const open = isOpen(now);
    put(name, now.model);
    put(about, t(several ? 'modelsPage.pulls.byAt' : 'modelsPage.pulls.by', { by: now.by, backend: now.backend, when: ago(now.endedAt ?? now.createdAt) }));
    put(state, t(`modelsPage.state.${now.state}`));
    state.className = `chip ${{ done: 'ok', failed: 'bad', waiting: '', running: '', cancelled: 'warn', interrupted: 'warn' }[now.state]}`;
    const interrupted = now.state === 'interrupted';
    again.hidden = open || now.state === 'done';
    put(again, t(interrupted ? 'modelsPage.goOn' : 'again'));
    again.setAttribute('aria-label', t(interrupted ? 'modelsPage.goOnNamed' : 'modelsPage.againNamed', { model: now.model }));
    put(end, t(open ? 'cancel' : 'modelsPage.forget'));
    end.setAttribute('aria-label', t(open ? 'modelsPage.cancelNamed' : 'modelsPage.forgetNamed', { model: now.model }));
    failure.hidden = now.error === null;
    failure.classList.toggle('bad', !interrupted);
    if (interrupted || now.error === null) put(failure, interrupted ? t('modelsPage.interrupted') : '');
    else saidTexts().then(() => put(failure, say({ code: now.code, text: now.error, values: now.values })));
    bars.hidden = now.state !== 'running' && !(interrupted && now.layers.length > 0);
    if (!bars.hidden) showBars(now);
  }

  function showBars({ layers: all, step, model }) {
    const sum = sums(all);
    const perSecond = speed.at(sum.completed, Date.now());
    setBar(whole, percent(sum), t('modelsPage.progressOf', { model }));
    const facts = [sum.total > 0 && t('modelsPage.ofSize', { done: size(sum.completed), total: size(sum.total) }),
      perSecond && t('modelsPage.perSecond', { size: size(perSecond) }),
      perSecond && sum.total > sum.completed && t('modelsPage.left', { time: duration(((sum.total - sum.completed) * 1000) / perSecond) }),
      step && !step.startsWith('pulling ') && step].filter(Boolean);
    put(words, facts.length > 0 ? facts.join(' · ') : t('modelsPage.beginning'));
    for (const layer of all) showLayer(layer);
    layers.parentElement.hidden = all.length === 0;
  }

  function showLayer(layer) {
    if (!known.has(layer.digest)) {
      const made = { bar: h('progress', { max: 100 }), text: h('small', {}) };
      known.set(layer.digest, made);
      layers.append(h('li', {}, h('code', {}, shortDigest(layer.digest)), made.bar, made.text));
    }
    const { bar, text } = known.get(layer.digest);
    setBar(bar, percent(layer), shortDigest(layer.digest));
    put(text, t('modelsPage.ofSize', { done: size(layer.completed), total: size(layer.total) }));
  }

  return { item, show };
}

function setBar(bar, value, label) {
  if (value === null) bar.removeAttribute('value');
  else bar.value = value;
  bar.setAttribute('aria-label', label);
}

/** Only what is new is written, so that what somebody selects or hears stays. */
const put = (el, text) => el.textContent !== text && (el.textContent = text);
