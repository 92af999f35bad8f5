// Taking this server out of a load balancer without cutting anybody off, and back in.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { get, send } from '../shared/api.js';
import { moment } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';

const PATH = 'api/v1/drain';
const EVERY = 2000;

/** The part "Maintenance" of the settings. */
export function maintenanceView() {
  const state = h('div', { 'aria-live': 'polite' });
  const acts = h('div', { class: 'acts-row' });
  const trouble = h('div', {});
  const part = h('section', { class: 'card', 'aria-labelledby': 'drain' },
    h('h2', { id: 'drain' }, t('drain.title')), h('p', { class: 'note' }, t('drain.lead')), state, acts, trouble);
  let timer;
  let shown = '';

  async function load() {
    clearTimeout(timer);
    try {
      show(await get(PATH));
      fill(trouble);
    } catch (e) {
      fill(trouble, problemBox(e, { again: load }));
    }
    timer = setTimeout(() => (part.isConnected && document.visibilityState === 'visible' ? load() : wait()), EVERY);
  }

  /** While nobody looks, nothing is asked. */
  function wait() {
    timer = setTimeout(() => (part.isConnected && document.visibilityState === 'visible' ? load() : wait()), EVERY);
  }

  function show({ draining, since, by, running, waiting }) {
    const now = JSON.stringify([draining, since, running, waiting]);
    if (now === shown) return;
    shown = now;
    fill(state,
      h('p', { class: 'facts' },
        h('span', { class: draining ? 'chip warn' : 'chip ok' }, t(draining ? 'drain.on' : 'drain.off')),
        draining && h('span', { class: 'note' }, t('drain.since', { when: moment(since), by }))),
      h('p', {}, t('drain.running', { n: running }), ' ', waiting > 0 && t('drain.waiting', { n: waiting })),
      draining && running + waiting === 0 && h('p', { class: 'problem good' }, h('b', {}, t('drain.empty'))));
    if (acts.dataset.draining === String(draining)) return;
    const focused = acts.contains(document.activeElement);
    acts.dataset.draining = String(draining);
    fill(acts, h('button', { type: 'button', class: draining ? 'btn primary' : 'btn', id: 'drain-do', onclick: () => set(!draining) }, t(draining ? 'drain.end' : 'drain.begin')));
    if (focused) acts.firstChild.focus();
  }

  async function set(draining) {
    try {
      const response = await send(PATH, { method: 'POST', json: { draining } });
      show(await response.json());
      fill(trouble);
      announce(t(draining ? 'drain.begun' : 'drain.ended'));
    } catch (e) {
      fill(trouble, problemBox(e, { again: () => set(draining) }));
    }
  }

  load();
  return h('div', {}, part);
}
