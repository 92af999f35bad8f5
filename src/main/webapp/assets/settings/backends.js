// Settings → Backends: which Ollama servers there are, how they are, and how each is reached.

import { fill, h, icon, icons } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { get, Problem, send } from '../shared/api.js';
import { confirmDialog } from '../shared/dialog.js';
import { day } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { say, saidTexts } from '../shared/said.js';
import { t } from '../shared/texts.js';
import { backendForm } from './backend-form.js';
import { reasonWords, watchStatus } from '../status/watch.js';

export const pathOf = (id) => `api/v1/backends/${encodeURIComponent(id)}`;

export function backendsView() {
  const notes = h('div', {});
  const trouble = h('div', { role: 'alert' });
  const list = h('div', {});
  const part = h('div', {}, h('p', { class: 'lead' }, t('backends.lead')), notes, trouble, list);
  let known = null;
  let states = new Map();

  async function load(focus) {
    if (known === null) fill(list, h('p', { class: 'note' }, t('backends.loading')));
    try {
      [known] = await Promise.all([get('api/v1/backends'), saidTexts()]);
      show();
      if (focus) part.querySelector(`[data-edit="${focus}"]`)?.focus();
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      fill(list, problemBox(e, { again: () => load() }));
    }
  }

  function show() {
    const { items, unlisted, fixedBy, fixedAt, keyFile, shared } = known;
    fill(notes,
      fixedBy !== null && h('p', { class: 'problem mild' }, t('backends.fixed', { where: say(fixedAt) })),
      shared && h('p', { class: 'note' }, t('backends.shared', { file: keyFile })));
    fill(list, h('section', { class: 'card', 'aria-labelledby': 'backends-list' },
      h('div', { class: 'card-head' }, h('h2', { id: 'backends-list' }, t('backends.list')),
        fixedBy === null && h('button', { type: 'button', class: 'btn primary', onclick: () => edit(null) }, icon(icons.plus), t('backends.add'))),
      items.length === 0
        ? h('div', { class: 'nothing' }, h('b', {}, t('backends.empty')), h('p', {}, t('backends.emptyText')))
        : h('ul', { class: 'backend-list' }, items.map(row))),
    unlisted.length > 0 && h('section', { class: 'card', 'aria-labelledby': 'backends-unlisted' },
      h('h2', { id: 'backends-unlisted' }, t('backends.unlisted')), h('p', { class: 'note' }, t('backends.unlistedText')),
      h('ul', { class: 'backend-list' }, unlisted.map(unlistedRow))));
  }

  function row(item) {
    const switched = h('input', { type: 'checkbox', checked: item.draining, 'aria-label': t('backend.drainNamed', { name: item.name }), onchange: () => drain(item, switched) });
    const state = h('div', { class: 'backend-state', data: { url: item.url } }, stateOf(item));
    return h('li', { class: 'backend' },
      h('div', { class: 'backend-who' }, h('b', {}, item.name), h('code', {}, item.url), facts(item)),
      state,
      h('div', { class: 'backend-acts' },
        h('label', { class: 'switch' }, switched, t('backend.drain')),
        h('button', { type: 'button', class: 'btn', data: { edit: item.id }, 'aria-label': t('backend.editNamed', { name: item.name }), onclick: () => edit(item) }, t('backend.edit'))),
      item.problem !== null && h('p', { class: 'problem' }, item.problem));
  }

  const unlistedRow = (item) => h('li', { class: 'backend' },
    h('div', { class: 'backend-who' }, h('b', {}, item.name), h('code', {}, item.url), facts(item)),
    h('div', { class: 'backend-state' }),
    h('div', { class: 'backend-acts' },
      h('button', { type: 'button', class: 'btn', 'aria-label': t('backends.forgetNamed', { name: item.name }), onclick: () => forget(item) }, t('backends.forget'))));

  const facts = (item) => h('span', { class: 'chips' },
    item.tags.map((tag) => h('span', { class: 'chip' }, tag)),
    item.weight !== 1 && h('span', { class: 'chip' }, t('backend.weight', { n: item.weight })),
    item.bearer && h('span', { class: 'chip' }, t('backend.has.key')),
    item.headers.map((name) => h('span', { class: 'chip' }, t('backend.has.header', { name }))),
    item.ca && h('span', { class: 'chip' }, t('backend.has.ca')),
    item.own.slice(0, 1).map(({ until }) => h('span', { class: new Date(until) < Date.now() ? 'chip bad' : 'chip' }, t('backend.has.certificate', { day: day(until) }))),
    item.proxy && h('span', { class: 'chip' }, t('backend.has.proxy', { proxy: item.proxy })));

  function stateOf(item) {
    const now = states.get(item.url);
    const state = item.problem !== null ? 'locked' : item.draining ? 'draining' : now?.state ?? 'unknown';
    const tone = { healthy: 'ok', down: 'bad', locked: 'bad', suspect: 'warn', draining: 'warn' }[state] ?? '';
    const slots = item.inForce.slots;
    return [
      h('span', { class: `chip ${tone}` }, t(`backend.state.${state}`)),
      now && h('span', {}, slots === null ? t('backend.running', { n: now.running }) : t('backend.runningOf', { n: now.running, slots })),
      now?.models && h('span', {}, now.models.length === 0 ? t('backend.nothingLoaded') : t('backend.loaded', { models: now.models.map(({ name }) => name).join(', ') })),
      now?.reason && h('span', {}, reasonWords(now.reason)),
    ];
  }

  function showStates() {
    for (const place of list.querySelectorAll('.backend-state[data-url]')) {
      const item = known.items.find(({ url }) => url === place.dataset.url);
      if (item) fill(place, stateOf(item));
    }
  }

  async function drain(item, box) {
    fill(trouble);
    box.disabled = true;
    try {
      await send(`${pathOf(item.id)}/drain`, { method: 'POST', json: { draining: box.checked } });
      announce(t(box.checked ? 'backend.drained' : 'backend.undrained', { name: item.name }));
      [known] = await Promise.all([get('api/v1/backends'), saidTexts()]);
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      fill(trouble, problemBox(e, { title: t('backend.failed', { name: item.name }) }));
    }
    show();
    [...list.querySelectorAll('.switch input')].find((one) => one.getAttribute('aria-label') === box.getAttribute('aria-label'))?.focus();
  }

  const forget = (item) => confirmDialog({
    title: t('backends.forgetNamed', { name: item.name }), text: t('backendForm.deleteText'), act: t('backends.forget'),
    run: async () => {
      try {
        await send(`${pathOf(item.id)}?version=${item.version}`, { method: 'DELETE' });
      } catch (e) {
        if (!(e instanceof Problem)) throw e;
        fill(trouble, problemBox(e));
      }
      load();
    },
  });

  const edit = (item) => backendForm(item, known.fixedAt && say(known.fixedAt), { saved: (id) => load(id) });

  watchStatus(part, (status) => {
    states = new Map(status.fleet.servers.map((one) => [one.url, one]));
    if (known !== null) showStates();
  });
  load();
  return part;
}
