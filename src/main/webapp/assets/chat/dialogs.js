// The dialogs of the chat.

import { h } from '../shared/dom.js';
import { confirmDialog, openDialog } from '../shared/dialog.js';
import { t } from '../shared/texts.js';

export function confirmRemoval(chat, remove) {
  confirmDialog({ title: t('remove.title'), text: t('remove.text', { title: chat.title }), act: t('remove.do'), run: () => remove(chat) });
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
