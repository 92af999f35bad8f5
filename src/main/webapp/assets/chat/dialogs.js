// Small dialogs: native ones, closed by Escape, with the focus going back to where it was.

import { h, icon, icons } from '../shared/dom.js';
import { t } from '../shared/texts.js';

/** Shows a dialog; it leaves the document when it is closed. */
export function openDialog({ title, className = '', titleHidden = false }, ...children) {
  const close = h('button', { type: 'button', class: 'btn plain', 'aria-label': t('close'), onclick: () => dialog.close() }, icon(icons.close));
  const heading = h('h2', { id: 'dialog-title', class: titleHidden ? 'unseen' : null }, title);
  const dialog = h('dialog', { class: className, 'aria-labelledby': 'dialog-title', onclose: () => dialog.remove() },
    h('div', { class: 'dialog-head' }, heading, !titleHidden && close), children);
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function confirmRemoval(chat, remove) {
  const dialog = openDialog({ title: t('remove.title') },
    h('p', {}, t('remove.text', { title: chat.title })),
    h('div', { class: 'dialog-acts' },
      h('button', { type: 'button', class: 'btn', autofocus: true, onclick: () => dialog.close() }, t('cancel')),
      h('button', { type: 'button', class: 'btn danger', onclick: () => {
        dialog.close();
        remove(chat);
      } }, t('remove.do'))));
}

const SHORTCUTS = [
  ['keys.send', 'Enter'],
  ['keys.line', 'Shift', 'Enter'],
  ['keys.stop', 'Esc'],
  ['keys.find', 'Ctrl', 'K'],
  ['keys.new', 'Ctrl', 'Shift', 'O'],
  ['keys.focus', '/'],
  ['keys.help', '?'],
];

export function showShortcuts() {
  openDialog({ title: t('keys.title') },
    h('dl', { class: 'keys' }, SHORTCUTS.map(([text, ...keys]) =>
      h('div', {}, h('dt', {}, t(text)), h('dd', {}, keys.map((key) => h('kbd', {}, key)))))));
}
