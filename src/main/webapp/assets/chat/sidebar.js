// The list of chats and folders, and who is signed in. On a narrow screen it is a drawer.

import { byId, fill, h, icon, icons } from '../shared/dom.js';
import { url } from '../shared/api.js';
import { ago } from '../shared/format.js';
import { meMenu } from '../shared/me-menu.js';
import { menuButton } from '../shared/menu.js';
import { otherPages } from '../shared/other-pages.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';
import { chatMenu } from './chat-menu.js';
import { drawer } from './drawer.js';
import { folderMenu } from './folders.js';
import { groupsOf } from './groups.js';

const OPEN_KEY = 'corral.folders';
const DRAGGED = 'application/x-corral-chat';

/**
 * @param {{chats: Object, me: Object, current: () => Object, acts: Object, startNew: () => void, find: () => void, entries: Array<HTMLElement>, signOut: () => void}} parts
 */
export function sidebar(parts) {
  const { chats, current, acts } = parts;
  const { menu, close } = drawer();
  const closed = new Set(read());
  fill(byId('side-acts'),
    h('div', { class: 'new-row' },
      h('button', { type: 'button', class: 'btn primary grow', id: 'new-chat', onclick: () => parts.startNew({}) }, icon(icons.plus), t('side.new')),
      menuButton({ label: icon(icons.down), name: t('side.newMore'), className: 'btn', entries: () => [
        { words: t('side.newTemporary'), run: () => parts.startNew({ temporary: true }) },
        { words: t('folders.new'), run: acts.newFolder },
      ] })),
    h('button', { type: 'button', class: 'search', id: 'find', onclick: parts.find }, icon(icons.search), t('side.search'), h('span', { class: 'grow' }), h('kbd', {}, 'Ctrl K')));
  fill(byId('me'), meMenu({ me: parts.me, entries: [...otherPages(parts.me).map(({ path, words }) => h('a', { class: 'btn', href: url(path) }, words)), ...parts.entries], signOut: parts.signOut }));

  function update() {
    const focused = byId('chats').contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
    fill(byId('chats'), contents());
    if (focused) byId('chats').querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  }

  function contents() {
    if (chats.state === 'failed') return problemBox(chats.problem, { again: () => chats.open() });
    const { all } = chats;
    const head = [chats.archived && h('div', { class: 'list-head' }, h('b', {}, t('side.archived')), h('button', { type: 'button', class: 'btn plain', onclick: () => chats.showArchived(false) }, t('side.back'))), tags()];
    if (all.length === 0 && chats.folders.length === 0) {
      return [head, h('p', { class: 'note' }, t(chats.state === 'loading' ? 'side.loading' : chats.archived ? 'side.noneArchived' : chats.tag ? 'side.noneTag' : 'side.none'))];
    }
    return [head, groupsOf(all, chats.archived || chats.tag ? [] : chats.folders).map(group), chats.hasMore && h('button', { type: 'button', class: 'btn plain', onclick: () => chats.more() }, t('side.more'))];
  }

  function tags() {
    if (chats.tags.length === 0 && chats.tag === null) return null;
    const shown = chats.tag !== null && !chats.tags.includes(chats.tag) ? [chats.tag, ...chats.tags] : chats.tags;
    return h('div', { class: 'tags', role: 'group', 'aria-label': t('tags.label') }, shown.map((tag) =>
      h('button', { type: 'button', class: 'tag', data: { id: `tag-${tag}` }, 'aria-pressed': String(chats.tag === tag), onclick: () => chats.showTag(chats.tag === tag ? null : tag) }, h('bdi', {}, tag))));
  }

  function group({ folder, words, items, size }) {
    if (!folder) return h('div', items[0].pinned || chats.archived || chats.tag ? {} : taking(null), h('h2', {}, words), h('ul', {}, items.map(item)));
    const details = h('details', { class: 'folder', open: !closed.has(folder.id), ontoggle: () => {
      if (details.open) closed.delete(folder.id);
      else closed.add(folder.id);
      keep([...closed]);
    } },
      h('summary', { data: { id: folder.id } }, h('bdi', {}, folder.name), h('small', {}, String(size))),
      size === 0 ? h('p', { class: 'note' }, t('folders.empty')) : items.length > 0 && h('ul', {}, items.map(item)));
    return h('div', { class: 'folder-row', ...taking(folder.id) }, details, folderMenu(folder, acts));
  }

  /** A place where a chat can be dropped; "Move to folder" in its menu does the same. */
  function taking(folder) {
    return {
      ondragover(event) {
        if (!event.dataTransfer.types.includes(DRAGGED)) return;
        event.preventDefault();
        event.currentTarget.classList.add('takes');
      },
      ondragleave: (event) => !event.currentTarget.contains(event.relatedTarget) && event.currentTarget.classList.remove('takes'),
      ondrop(event) {
        event.currentTarget.classList.remove('takes');
        const chat = chats.item(event.dataTransfer.getData(DRAGGED));
        if (!chat) return;
        event.preventDefault();
        if ((chat.folder ?? null) !== folder) acts.change(chat, { folder });
      },
    };
  }

  function item(chat) {
    const here = chat.id === current().id;
    return h('li', { class: here ? 'item here' : 'item' },
      h('a', { class: 'item-open', href: `#chat/${chat.id}`, 'aria-current': here ? 'page' : null, data: { id: chat.id }, title: t('side.changed', { title: chat.title ?? t('side.untitled'), when: ago(chat.updatedAt) }), onclick: close, ondragstart: (event) => event.dataTransfer.setData(DRAGGED, chat.id) },
        h('bdi', {}, chat.title || t('side.untitled')),
        chat.shared && h('small', {}, t('side.sharedMark')),
        chat.answering && h('span', { class: 'live' }, h('span', { class: 'unseen' }, t('side.running')))),
      chatMenu(chat, acts));
  }

  chats.addEventListener('list', update);
  return { menu, update, close };
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(OPEN_KEY)) ?? [];
  } catch {
    return [];
  }
}

function keep(closed) {
  try {
    localStorage.setItem(OPEN_KEY, JSON.stringify(closed));
  } catch {
    // Folders are open at the next visit.
  }
}
