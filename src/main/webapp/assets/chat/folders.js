// Folders: their menu, and the dialog for a name and what all chats of the folder tell their models.

import { fill, h } from '../shared/dom.js';
import { confirmDialog, openDialog } from '../shared/dialog.js';
import { menuButton } from '../shared/menu.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';

export const folderMenu = (folder, acts) => menuButton({ label: '⋯', className: 'btn plain item-more', name: t('folders.menu', { name: folder.name }), entries: () => [
  { words: t('folders.newChat'), run: () => acts.newIn(folder) },
  { words: t('folders.change'), run: () => acts.changeFolder(folder) },
  { words: t('folders.remove'), danger: true, run: () => acts.removeFolder(folder) },
] });

/** @param {Object|null} folder null for a new one; @param {(folder: Object) => void} [made] */
export function folderDialog(chats, folder, made = () => {}) {
  const name = h('input', { class: 'in', required: true, maxlength: '100', dir: 'auto', value: folder?.name ?? '', autofocus: true });
  const system = h('textarea', { class: 'in', rows: '5', dir: 'auto', value: folder?.system ?? '' });
  const trouble = h('div', {});
  const dialog = openDialog({ title: t(folder ? 'folders.change' : 'folders.new') }, h('form', { onsubmit: save },
    h('label', { class: 'stacked' }, h('span', {}, t('folders.name')), name),
    folder && h('label', { class: 'stacked' }, h('span', {}, t('folders.system')), system, h('small', {}, t('folders.systemHint'))),
    trouble,
    h('div', { class: 'dialog-acts' }, h('button', { type: 'button', class: 'btn', onclick: () => dialog.close() }, t('cancel')), h('button', { type: 'submit', class: 'btn primary' }, t('save')))));

  async function save(event) {
    event.preventDefault();
    try {
      if (folder) await chats.changeFolder(folder, { name: name.value.trim(), system: system.value.trim() === '' ? null : system.value });
      else made(await chats.addFolder(name.value.trim()));
      dialog.close();
    } catch (e) {
      fill(trouble, problemBox(e));
    }
  }
}

export function removeFolderDialog(folder, run) {
  confirmDialog({ title: t('folders.removeTitle', { name: folder.name }), text: t('folders.removeText'), act: t('folders.remove'), run });
}
