// The list of API keys.

import { fill, h, icon, icons } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { confirmDialog } from '../shared/dialog.js';
import { ago, moment, span } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';
import { cutShort, marks } from './key-rules.js';

const FILTER_FROM = 8;

/**
 * @param {{keys: import('./keys.js').Keys, create: () => void, forget: (id: string) => void}} parts
 * @returns {HTMLElement}
 */
export function keysView({ keys, create, forget }) {
  const button = h('button', { type: 'button', class: 'btn primary', id: 'create-key', onclick: () => create() }, icon(icons.plus), t('keys.create'));
  const all = h('input', { type: 'checkbox', id: 'all-keys', onchange: () => keys.showAll(all.checked) });
  const filter = h('input', { type: 'search', class: 'in', 'aria-label': t('keys.filter'), placeholder: t('keys.filter'), oninput: show });
  const notes = h('div', {});
  const list = h('ul', { class: 'key-list' });
  const state = h('div', {});
  const problem = h('div', {});
  const heading = h('h2', { id: 'keys', tabindex: '-1' }, t('keys.heading'));

  function show() {
    button.hidden = !keys.rules.enabled;
    filter.hidden = keys.list.length < FILTER_FROM;
    fill(notes, keys.state === 'ready' && notesFor(keys));
    const wanted = filter.hidden ? '' : filter.value.trim().toLowerCase();
    const found = keys.list.filter((key) => `${key.name} ${key.owner} ${key.secretEnd}`.toLowerCase().includes(wanted));
    fill(list, found.map(item));
    list.hidden = found.length === 0;
    fill(state, stateOf(keys, found), keys.state === 'ready' && keys.more && wanted === '' && h('button', { type: 'button', class: 'btn', onclick: keys.loadMore }, t('keys.more')));
  }

  function item(key) {
    const now = Date.now();
    return h('li', { class: 'key' },
      h('div', { class: 'key-who' },
        h('bdi', { class: 'key-name' }, key.name),
        h('span', { class: 'key-end' }, h('span', { class: 'unseen' }, t('keys.end', { end: '' })), h('code', {}, `…${key.secretEnd}`)),
        keys.all && h('small', {}, key.owner === keys.me.name ? t('keys.ofYou') : t('keys.owner', { name: key.owner })),
        h('span', { class: 'chips' }, marks(key, keys.rules, keys.me, now).map(({ text, tone, values }) => h('span', { class: `chip ${tone}` }, t(text, values))),
          key.scopes.map((scope) => h('span', { class: 'chip' }, t(`keys.scope.${scope}`))))),
      h('div', { class: 'key-fact' }, endText(key, now), h('small', {}, time('keys.created', key.createdAt, ago(key.createdAt, now)))),
      h('div', { class: 'key-fact' }, key.lastUsedAt
        ? [time('keys.used', key.lastUsedAt, ago(key.lastUsedAt, now)), key.lastUsedFrom && h('small', {}, t('keys.usedFrom', { address: key.lastUsedFrom }))]
        : h('span', { class: 'note' }, t('keys.unused'))),
      h('button', { type: 'button', class: 'btn', 'aria-label': t('keys.revokeNamed', { name: key.name }), onclick: () => ask(key) }, t('keys.revoke')));
  }

  function ask(key) {
    const foreign = key.owner !== keys.me.name;
    confirmDialog({
      title: t('keys.revoke.title', { name: key.name }),
      text: t(foreign ? 'keys.revoke.textOther' : 'keys.revoke.text', { owner: key.owner }),
      act: t('keys.revoke.do'),
      run: () => revoke(key),
    });
  }

  async function revoke(key) {
    fill(problem);
    try {
      await keys.revoke(key);
      forget(key.id);
      announce(t('keys.revoked', { name: key.name }));
      heading.focus();
    } catch (e) {
      fill(problem, problemBox(e, { title: t('keys.revoke.failed', { name: key.name }), again: () => revoke(key) }));
    }
  }

  keys.addEventListener('change', show);
  show();
  return h('section', { class: 'card', 'aria-labelledby': 'keys' },
    h('div', { class: 'card-head' }, heading,
      keys.admin && h('label', { class: 'switch' }, all, t('keys.all')), button),
    notes, problem, filter, list, state);
}

function stateOf(keys, found) {
  if (keys.state === 'failed') return problemBox(keys.problem, { again: () => keys.load() });
  if (keys.state === 'loading') return keys.list.length === 0 && h('p', { class: 'note' }, t('keys.loading'));
  if (found.length > 0) return null;
  if (keys.list.length > 0) return h('p', { class: 'note' }, t('keys.noMatch'));
  if (keys.all) return h('p', { class: 'note' }, t('keys.noneAll'));
  return h('div', { class: 'nothing' }, h('b', {}, t('keys.none.title')), h('p', { class: 'note' }, t('keys.none.text')));
}

function notesFor({ rules, admin, list }) {
  if (!rules.enabled) {
    return h('div', { class: 'problem mild' }, h('b', {}, t('keys.off.title')), h('p', {}, t('keys.off.text'), admin && ` ${t('keys.off.admin')}`));
  }
  const words = [
    list.length > 0 && t('keys.renew', { time: span(rules.rolesValidSeconds) }),
    rules.maxLifetimeSeconds !== null && t('keys.limit', { time: span(rules.maxLifetimeSeconds) }),
  ].filter(Boolean);
  return words.length > 0 && h('p', { class: 'note' }, words.join(' '));
}

function endText(key, now) {
  if (key.endsAt === null) return t('keys.never');
  const over = Date.parse(key.endsAt) <= now;
  return [time(over ? 'keys.expired' : 'keys.expires', key.endsAt, ago(key.endsAt, now)), cutShort(key) && h('small', {}, t('keys.cutShort'))];
}

const time = (text, at, words) => h('time', { datetime: at, title: moment(at) }, t(text, { time: `${words}` }));
