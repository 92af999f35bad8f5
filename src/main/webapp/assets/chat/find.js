// Ctrl+K: one box that finds what was said in chats, models by name, and what the page can do.

import { fill, h } from '../shared/dom.js';
import { get, Problem } from '../shared/api.js';
import { ago } from '../shared/format.js';
import { t } from '../shared/texts.js';
import { openDialog } from '../shared/dialog.js';

const MOST = 12;
const ASK_AFTER = 150;
const SHORTEST = 2;

/**
 * @param {() => Array<{kind: string, label: string, run: () => void}>} entries what the page itself knows
 * @param {(chat: string, message: string|null) => void} jump
 */
export function openFind(entries, jump) {
  const all = entries();
  let own = [];
  let hits = [];
  let at = 0;
  let timer = 0;
  let asking = null;
  const list = h('ul', { id: 'found', role: 'listbox', 'aria-label': t('find.title') });
  const told = h('p', { class: 'note', role: 'status' });
  const input = h('input', {
    type: 'text', class: 'in', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'found', 'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false',
    'aria-label': t('find.label'), placeholder: t('find.label'), autofocus: true, oninput: typed, onkeydown: move,
  });
  const dialog = openDialog({ title: t('find.title'), titleHidden: true, className: 'find' }, input, list, told);
  dialog.addEventListener('close', () => {
    clearTimeout(timer);
    asking?.abort();
  });
  typed();

  function typed() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    own = all.filter((entry) => words.every((word) => `${entry.label} ${entry.kind}`.toLowerCase().includes(word))).slice(0, words.length === 0 ? all.length : MOST);
    clearTimeout(timer);
    asking?.abort();
    const query = input.value.trim();
    if (query.length < SHORTEST) hits = [];
    else timer = setTimeout(() => ask(query), ASK_AFTER);
    show(query.length >= SHORTEST ? t('find.searching') : '');
  }

  async function ask(query) {
    asking = new AbortController();
    const { signal } = asking;
    try {
      const { items, next } = await get(`api/v1/search?${new URLSearchParams({ q: query, limit: 50 })}`, signal);
      hits = items.map((hit) => ({ hit, kind: t('find.chat'), run: () => jump(hit.chat, hit.message) }));
      show(next ? t('find.more') : '');
    } catch (e) {
      if (signal.aborted) return;
      if (!(e instanceof Problem)) throw e;
      hits = [];
      show(e.message);
    }
  }

  function shown() {
    return [...hits, ...own];
  }

  function show(words) {
    fill(list, shown().map((entry, i) =>
      h('li', { id: `found-${i}`, role: 'option', class: entry.hit ? 'hit' : null, onclick: () => run(i), onpointermove: () => at !== i && mark(i) }, entry.hit ? hitOf(entry.hit) : [h('bdi', {}, entry.label), h('small', {}, entry.kind)])));
    told.textContent = shown().length === 0 && words === '' ? t('find.none') : words;
    mark(0);
  }

  function mark(i) {
    at = i;
    [...list.children].forEach((el, n) => el.setAttribute('aria-selected', String(n === i)));
    if (shown().length > 0) input.setAttribute('aria-activedescendant', `found-${i}`);
    else input.removeAttribute('aria-activedescendant');
    list.children[i]?.scrollIntoView({ block: 'nearest' });
  }

  function move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const n = shown().length;
    if (step && n > 0) mark((at + step + n) % n);
    else if (event.key === 'Enter' && !event.isComposing) run(at);
    else return;
    event.preventDefault();
  }

  function run(i) {
    const entry = shown()[i];
    if (!entry) return;
    dialog.close();
    entry.run();
  }
}

const hitOf = ({ title, message, role, at, excerpt }) => [
  h('span', { class: 'hit-head' }, h('bdi', {}, title || t('side.untitled')), h('small', {}, message ? `${t(role === 'user' ? 'find.asked' : 'find.answered')} · ${ago(at)}` : ago(at))),
  h('span', { class: 'hit-text', dir: 'auto' }, excerpt.map(({ text, hit }) => (hit ? h('mark', {}, text) : text))),
];
