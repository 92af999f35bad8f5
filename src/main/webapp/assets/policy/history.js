// Earlier versions of the rules.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { get, send } from '../shared/api.js';
import { codeBox } from '../shared/code-box.js';
import { confirmDialog, openDialog } from '../shared/dialog.js';
import { moment } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';

const PART = 20;

/** @param {{current: () => Object, changed: (policy: Object) => void}} parts */
export function policyHistory({ current, changed }) {
  const list = h('ul', { class: 'versions', tabindex: '-1' });
  const state = h('div', {});
  let cursor = null;

  async function load(next) {
    try {
      const { items, next: following } = await get(`api/v1/policy/history?${new URLSearchParams({ limit: PART, ...(next && { cursor: next }) })}`);
      if (!next) list.replaceChildren();
      list.append(...items.map(line));
      cursor = following;
      fill(state, list.children.length === 0 && h('p', { class: 'note' }, t('policy.history.none')),
        cursor && h('button', { type: 'button', class: 'btn', onclick: () => load(cursor) }, t('policy.history.more')));
    } catch (e) {
      fill(state, problemBox(e, { again: () => load(next) }));
    }
  }

  function line({ version, at, by, note }) {
    const now = version === current().version && current().source === 'database';
    return h('li', {},
      h('b', {}, t('policy.history.version', { version })), now && h('span', { class: 'chip ok' }, t('policy.history.now')),
      h('time', { datetime: at }, moment(at)), h('bdi', {}, by), h('span', { class: 'grow note', dir: 'auto' }, note),
      h('button', { type: 'button', class: 'btn', 'aria-label': t('policy.history.showNamed', { version }), onclick: () => open(version) }, t('policy.history.show')),
      !now && !current().fixed && h('button', { type: 'button', class: 'btn', 'aria-label': t('policy.history.restoreNamed', { version }), onclick: () => ask(version) }, t('policy.history.restore')));
  }

  async function open(version) {
    try {
      const { text } = await get(`api/v1/policy/history/${version}`);
      const title = t('policy.history.version', { version });
      openDialog({ title, className: 'wide' }, codeBox('JSON', text, title));
    } catch (e) {
      fill(state, problemBox(e, { again: () => open(version) }));
    }
  }

  function ask(version) {
    confirmDialog({ title: t('policy.restoreTitle', { version }), text: t('policy.restoreText'), act: t('policy.history.restore'), run: () => restore(version) });
  }

  async function restore(version) {
    try {
      const response = await send('api/v1/policy/restore', { method: 'POST', json: { restore: version, version: current().version, note: null } });
      changed(await response.json());
      announce(t('policy.done'));
      list.focus();
    } catch (e) {
      fill(state, problemBox(e, { again: () => restore(version) }));
    }
  }

  return { part: h('div', {}, list, state), show: () => load(null) };
}
