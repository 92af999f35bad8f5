// Ctrl+K: one box that finds chats by their words, models by name, and what the page can do.

import { fill, h } from '../shared/dom.js';
import { t } from '../shared/texts.js';
import { openDialog } from '../shared/dialog.js';

const MOST = 50;

/** @param {() => Array<{kind: string, label: string, words?: string, run: () => void}>} entries */
export function openFind(entries) {
  const all = entries();
  let shown = [];
  let at = 0;
  const list = h('ul', { id: 'found', role: 'listbox', 'aria-label': t('find.title') });
  const none = h('p', { class: 'note', role: 'status' });
  const input = h('input', {
    type: 'text', class: 'in', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'found', 'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false',
    'aria-label': t('find.label'), placeholder: t('find.label'), autofocus: true, oninput: search, onkeydown: move,
  });
  const dialog = openDialog({ title: t('find.title'), titleHidden: true, className: 'find' }, input, list, none);
  search();

  function search() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    shown = all.filter((entry) => words.every((word) => `${entry.label} ${entry.kind} ${entry.words ?? ''}`.toLowerCase().includes(word))).slice(0, MOST);
    at = 0;
    fill(list, shown.map((entry, i) =>
      h('li', { id: `found-${i}`, role: 'option', onclick: () => run(i), onpointermove: () => at !== i && mark(i) },
        h('bdi', {}, entry.label), h('small', {}, entry.kind))));
    none.textContent = shown.length === 0 ? t('find.none') : '';
    mark(0);
  }

  function mark(i) {
    at = i;
    [...list.children].forEach((el, n) => el.setAttribute('aria-selected', String(n === i)));
    if (shown.length > 0) input.setAttribute('aria-activedescendant', `found-${i}`);
    else input.removeAttribute('aria-activedescendant');
    list.children[i]?.scrollIntoView({ block: 'nearest' });
  }

  function move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length > 0) mark((at + step + shown.length) % shown.length);
    else if (event.key === 'Enter' && !event.isComposing) run(at);
    else return;
    event.preventDefault();
  }

  function run(i) {
    const entry = shown[i];
    if (!entry) return;
    dialog.close();
    entry.run();
  }
}
