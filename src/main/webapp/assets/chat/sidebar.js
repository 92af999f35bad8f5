// The chats of the tab, and who is signed in. On a narrow screen it is a drawer.

import { byId, fill, h, icon, icons } from '../shared/dom.js';
import { t } from '../shared/texts.js';
import { meMenu } from '../shared/me-menu.js';
import { openPage, otherPages } from '../shared/other-pages.js';
import { url } from '../shared/api.js';
import { confirmRemoval } from './dialogs.js';

/**
 * @param {{chats: Object, asking: Object, me: Object, open: (id: string) => void, startNew: () => void, find: () => void, help: () => void, signOut: () => void}} parts
 */
export function sidebar(parts) {
  const { chats, asking } = parts;
  byId('side').setAttribute('aria-label', t('side.label'));
  const close = h('button', { type: 'button', class: 'btn plain drawer-close', 'aria-label': t('side.close'), onclick: () => drawer(false) }, icon(icons.close));
  byId('side').querySelector('.brand').append(h('span', { class: 'grow' }), close);
  fill(byId('side-acts'),
    h('button', { type: 'button', class: 'btn primary', id: 'new-chat', onclick: parts.startNew }, icon(icons.plus), t('side.new')),
    h('button', { type: 'button', class: 'search', id: 'find', onclick: parts.find }, icon(icons.search), t('side.search'), h('span', { class: 'grow' }), h('kbd', {}, 'Ctrl K')));
  fill(byId('me'), meMenu({ me: parts.me, entries: [...pages(parts), h('button', { type: 'button', class: 'btn', onclick: parts.help }, t('me.shortcuts'))], signOut: parts.signOut }));

  const menu = h('button', { type: 'button', class: 'btn plain drawer-open', 'aria-label': t('side.open'), 'aria-expanded': 'false', 'aria-controls': 'side', onclick: () => drawer(true) }, icon(icons.menu));
  const narrow = matchMedia('(max-width: 720px)');

  function drawer(open) {
    const shown = open && narrow.matches;
    document.body.classList.toggle('drawer', shown);
    menu.setAttribute('aria-expanded', String(shown));
    byId('side').inert = narrow.matches && !shown;
    byId('main').inert = shown;
    if (shown) close.focus();
    else if (byId('side').contains(document.activeElement) || document.activeElement === document.body) menu.focus();
  }

  byId('veil').addEventListener('click', () => drawer(false));
  byId('side').addEventListener('keydown', (event) => event.key === 'Escape' && document.body.classList.contains('drawer') && drawer(false));
  narrow.addEventListener('change', () => drawer(false));
  byId('side').inert = narrow.matches;

  function update() {
    fill(byId('chats'), chats.all.length === 0
      ? h('p', { class: 'note' }, t('side.none'))
      : [h('h2', {}, t('side.here')), h('ul', {}, chats.all.map(item))]);
  }

  function item(chat) {
    const here = chat === chats.current;
    const running = asking.running(chat) !== undefined;
    return h('li', { class: here ? 'item here' : 'item' },
      h('button', { type: 'button', class: 'item-open', 'aria-current': here ? 'page' : null, onclick: () => parts.open(chat.id) },
        h('bdi', {}, chat.title || t('side.untitled')),
        running && h('span', { class: 'live' }, h('span', { class: 'unseen' }, t('side.running')))),
      h('button', { type: 'button', class: 'btn plain item-remove', 'aria-label': t('side.remove', { title: chat.title }), onclick: () => confirmRemoval(chat, parts.remove) }, icon(icons.close)));
  }

  chats.addEventListener('list', update);
  return { menu, update, close: () => document.body.classList.contains('drawer') && drawer(false) };
}

const pages = ({ me, asking }) => otherPages(me).map(({ path, words }) => h('a', { class: 'btn', href: url(path), onclick: (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openPage(path, asking);
} }, words));
