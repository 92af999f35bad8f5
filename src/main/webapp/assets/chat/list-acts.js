// What the menus of the list do: each with its dialog.

import { fill, h } from '../shared/dom.js';
import { confirmDialog, openDialog } from '../shared/dialog.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';
import { folderDialog, removeFolderDialog } from './folders.js';
import { exportDialog } from './transfer.js';
import { shareDialog } from './share.js';

/**
 * @param {{chats: Object, failed: (problem: Object, again: () => void) => void, startNew: (about: Object) => void, removed: (chat: Object) => void}} parts
 */
export function listActs({ chats, failed, startNew, removed }) {
  const attempt = async (run) => {
    try {
      await run();
    } catch (e) {
      failed(e, () => attempt(run));
    }
  };
  const change = (chat, what) => attempt(() => chats.change(chat.id, what));

  return {
    change,
    rename: (chat) => ask({ title: t('menu.rename'), label: t('menu.title'), value: chat.title ?? '', most: 200, run: (title) => chats.change(chat.id, { title }) }),
    tag: (chat) => ask({
      title: t('menu.tags'), label: t('tags.of'), hint: t('tags.hint'), value: chat.tags.join(', '), optional: true,
      run: (text) => chats.change(chat.id, { tags: [...new Set(text.split(',').map((one) => one.trim()).filter(Boolean))] }),
    }),
    move: (chat) => moveDialog(chats, chat, change),
    share: (chat) => shareDialog(chat),
    export: (chat) => exportDialog(chat),
    remove: (chat) => confirmDialog({
      title: t('remove.title'), text: t('remove.text', { title: chat.title || t('side.untitled') }), act: t('remove.do'),
      run: () => attempt(async () => {
        await chats.remove(chat.id);
        removed(chat);
      }),
    }),
    newFolder: () => folderDialog(chats, null),
    newIn: (folder) => startNew({ folder: folder.id }),
    changeFolder: (folder) => folderDialog(chats, folder),
    removeFolder: (folder) => removeFolderDialog(folder, () => attempt(() => chats.removeFolder(folder))),
  };
}

/** A dialog with one line to fill in. */
function ask({ title, label, hint, value, most, optional = false, run }) {
  const input = h('input', { class: 'in', dir: 'auto', value, maxlength: most, required: !optional, autofocus: true });
  const trouble = h('div', {});
  const dialog = openDialog({ title }, h('form', { onsubmit: async (event) => {
    event.preventDefault();
    try {
      await run(input.value.trim());
      dialog.close();
    } catch (e) {
      fill(trouble, problemBox(e));
    }
  } },
    h('label', { class: 'stacked' }, h('span', {}, label), input, hint && h('small', {}, hint)), trouble,
    h('div', { class: 'dialog-acts' }, h('button', { type: 'button', class: 'btn', onclick: () => dialog.close() }, t('cancel')), h('button', { type: 'submit', class: 'btn primary' }, t('save')))));
  input.select();
}

function moveDialog(chats, chat, change) {
  const go = (folder) => {
    dialog.close();
    change(chat, { folder });
  };
  const dialog = openDialog({ title: t('menu.move') }, h('div', { class: 'choices' },
    h('button', { type: 'button', class: 'entry', 'aria-pressed': String(!chat.folder), onclick: () => go(null) }, t('folders.none')),
    chats.folders.map((folder) => h('button', { type: 'button', class: 'entry', 'aria-pressed': String(folder.id === chat.folder), onclick: () => go(folder.id) }, h('bdi', {}, folder.name))),
    h('button', { type: 'button', class: 'entry', onclick: () => {
      dialog.close();
      folderDialog(chats, null, (folder) => change(chat, { folder: folder.id }));
    } }, t('folders.new'))));
}
