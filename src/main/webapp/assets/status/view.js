// Settings → Status: the backends, what is loaded, who waits, and how fast answers are, live.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { get, Problem, send } from '../shared/api.js';
import { duration, number, size } from '../shared/format.js';
import { openDialog } from '../shared/dialog.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';
import { reasonWords, watchStatus } from './watch.js';

const TONES = { healthy: 'ok', suspect: 'warn', down: 'bad', unknown: '' };

export function statusView() {
  const trouble = h('div', { role: 'alert' });
  const told = h('div', { role: 'alert' });
  const notes = h('div', { class: 'fleet-notes' });
  const figures = h('dl', { class: 'figures' });
  let noted = '';
  const servers = h('ul', { class: 'servers' });
  const callers = h('div', {});
  const part = h('div', {},
    h('p', { class: 'lead' }, t('status.lead')), told, trouble, notes,
    h('section', { class: 'card', 'aria-labelledby': 'status-now' }, h('h2', { id: 'status-now' }, t('status.now')), figures),
    h('section', { class: 'card', 'aria-labelledby': 'status-servers' }, h('h2', { id: 'status-servers' }, t('status.servers')), servers),
    h('section', { class: 'card', 'aria-labelledby': 'status-callers' }, h('h2', { id: 'status-callers' }, t('status.callers')), callers));
  const rows = new Map();
  fill(servers, h('li', { class: 'note' }, t('status.loading')));

  function show({ fleet, exchanges }) {
    const { pace } = fleet;
    fill(figures,
      figure('running', String(exchanges.open)),
      figure('waiting', String(fleet.waiting)),
      figure('speed', t('status.perSecond', { n: number(pace.tokensPerSecond) })),
      figure('first', pace.answers === 0 ? '–' : `${duration(pace.firstWordP50Millis)} · ${duration(pace.firstWordP95Millis)}`),
      figure('tokens', `${number(fleet.promptTokens)} · ${number(fleet.answerTokens)}`));
    showServers(fleet.servers);
    showNotes(fleet.warnings);
    fill(callers, fleet.callers.length === 0 ? h('p', { class: 'note' }, t('status.noCallers'))
      : h('ul', { class: 'callers' }, fleet.callers.slice(0, 50).map((one) => h('li', {}, h('bdi', {}, one.name), h('span', {}, t('status.caller', one))))));
  }

  /** Only when they are others, so that nothing is read out anew each second. */
  function showNotes(all) {
    const sentences = all.map(sentence);
    if (sentences.join() === noted) return;
    noted = sentences.join();
    fill(notes, sentences.map((one) => h('p', { class: 'problem mild' }, one)));
  }

  const figure = (name, value) => h('div', {}, h('dt', {}, t(`status.figure.${name}`)), h('dd', {}, value));

  /** Rows stay in place, so that neither the focus nor a click is lost when news come. */
  function showServers(all) {
    const urls = all.map(({ url }) => url);
    for (const [url, { line }] of rows) {
      if (!urls.includes(url)) {
        line.remove();
        rows.delete(url);
      }
    }
    if (rows.size === 0) fill(servers);
    for (const one of all) {
      if (!rows.has(one.url)) rows.set(one.url, serverRow(one, act));
      const row = rows.get(one.url);
      if (!row.line.isConnected) servers.append(row.line);
      row.show(one);
    }
  }

  async function act(server, words, verb, json) {
    fill(trouble);
    try {
      const { items } = await get('api/v1/backends');
      const { id } = items.find(({ url }) => url === server.url) ?? {};
      await send(`api/v1/backends/${encodeURIComponent(id ?? '-')}/${verb}`, { method: 'POST', json });
      announce(words);
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      fill(trouble, problemBox(e, { title: t('status.failed', { name: server.name }) }));
    }
  }

  watchStatus(part, show, (problem) => fill(told, problem && problemBox(problem)));
  return part;
}

/** What does not fit together between the servers. */
function sentence({ kind, servers, model, seconds }) {
  const names = servers.join(', ');
  if (kind !== 'clock') return t(`status.warning.${kind}`, { servers: names, model });
  return t(seconds > 0 ? 'status.warning.clockAhead' : 'status.warning.clockBehind', { servers: names, time: duration(Math.abs(seconds) * 1000) });
}

function serverRow(first, act) {
  let server = first;
  const state = h('div', { class: 'server-state' });
  const models = h('ul', { class: 'server-models' });
  const known = new Map();
  const drain = h('button', { type: 'button', class: 'btn', onclick: () => act(server, t(server.draining ? 'backend.undrained' : 'backend.drained', server), 'drain', { draining: !server.draining }) });
  const load = h('button', { type: 'button', class: 'btn', 'aria-label': t('status.loadNamed', { name: server.name }), onclick: () => loadDialog(server, act) }, t('status.load'));
  const line = h('li', { class: 'server' },
    h('div', { class: 'server-head' }, h('div', {}, h('b', {}, server.name), ' ', h('code', {}, server.url)), h('div', { class: 'server-acts' }, load, drain)),
    state, models);

  function show(now) {
    server = now;
    const words = t(now.draining ? 'status.undrain' : 'status.drain');
    if (drain.textContent !== words) {
      drain.textContent = words;
      drain.setAttribute('aria-label', t(now.draining ? 'status.undrainNamed' : 'status.drainNamed', { name: now.name }));
    }
    fill(state,
      now.draining && h('span', { class: 'chip warn' }, t('backend.state.draining')),
      h('span', { class: `chip ${TONES[now.state]}` }, t(`backend.state.${now.state}`)),
      h('span', {}, t('status.since', { time: duration(now.sinceSeconds * 1000) })),
      now.reason && h('span', {}, reasonWords(now.reason)),
      now.nextTrySeconds !== null && h('span', {}, t('status.nextTry', { n: now.nextTrySeconds })),
      h('span', {}, now.slots === null ? t('backend.running', { n: now.running }) : t('backend.runningOf', { n: now.running, slots: now.slots })),
      now.tokensPerSecond > 0 && h('span', {}, t('status.perSecond', { n: number(now.tokensPerSecond) })),
      now.failures > 0 && h('span', { class: 'bad' }, t('status.failures', { n: now.failures })),
      now.version && h('span', {}, t('status.version', { version: now.version })));
    showModels(now.models ?? []);
  }

  function showModels(all) {
    const names = all.map(({ name }) => name);
    for (const [name, { item }] of known) {
      if (!names.includes(name)) {
        item.remove();
        known.delete(name);
      }
    }
    for (const one of all) {
      if (!known.has(one.name)) known.set(one.name, modelRow(one.name));
      const row = known.get(one.name);
      if (!row.item.isConnected) models.append(row.item);
      fill(row.facts, one.loading && h('span', { class: 'chip warn' }, t('status.loading1')),
        one.running > 0 && h('span', {}, one.slots === null ? t('backend.running', { n: one.running }) : t('backend.runningOf', { n: one.running, slots: one.slots })),
        one.bytes > 0 && h('span', {}, one.vram > 0 && one.vram < one.bytes ? t('status.partVram', { size: size(one.bytes), vram: size(one.vram) }) : size(one.bytes)),
        one.until && h('span', {}, leaves(one.until)));
    }
  }

  function modelRow(name) {
    const facts = h('span', { class: 'model-facts' });
    return { facts, item: h('li', {}, h('code', {}, name), facts,
      h('button', { type: 'button', class: 'btn plain', 'aria-label': t('status.unloadNamed', { model: name, name: server.name }), onclick: () => act(server, t('status.unloading', { model: name }), 'unload', { model: name }) }, t('status.unload'))) };
  }

  return { line, show };
}

/** How long a model stays; one that is kept for ever has a date far away. */
function leaves(until) {
  const left = new Date(until) - Date.now();
  if (left > 10 * 365 * 86_400_000) return t('status.stays');
  return left <= 0 ? t('status.leaving') : t('status.leaves', { time: duration(left) });
}

async function loadDialog(server, act) {
  const id = 'load-model';
  const names = h('datalist', { id: 'load-names' });
  const input = h('input', { id, class: 'in', list: 'load-names', autocomplete: 'off', spellcheck: 'false' });
  const dialog = openDialog({ title: t('status.loadNamed', { name: server.name }) },
    h('form', { class: 'form', onsubmit: (event) => {
      event.preventDefault();
      const model = input.value.trim();
      if (model === '') return input.focus();
      dialog.close();
      return act(server, t('status.loadingTold', { model }), 'load', { model });
    } },
    h('div', { class: 'form-row' }, h('label', { for: id }, t('status.model')), input, names),
    h('div', { class: 'dialog-acts' }, h('button', { type: 'submit', class: 'btn primary' }, t('status.load')))));
  input.focus();
  try {
    const { models = [] } = await get('ollama/api/tags');
    fill(names, models.map(({ name }) => h('option', { value: name })));
  } catch (e) {
    // The name can be typed all the same.
    if (!(e instanceof Problem)) throw e;
  }
}
