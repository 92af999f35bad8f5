// What can be done with a chat of the list.

import { menuButton } from '../shared/menu.js';
import { t } from '../shared/texts.js';

export function chatMenu(chat, acts, { label = '⋯', className = 'btn plain item-more', more = [] } = {}) {
  const title = chat.title || t('side.untitled');
  return menuButton({ label, className, name: t('menu.label', { title }), entries: () => [
    ...more,
    { words: t('menu.rename'), run: () => acts.rename(chat) },
    { words: t(chat.pinned ? 'menu.unpin' : 'menu.pin'), run: () => acts.change(chat, { pinned: !chat.pinned }) },
    { words: t('menu.move'), run: () => acts.move(chat) },
    { words: t('menu.tags'), run: () => acts.tag(chat) },
    { words: t('menu.share'), run: () => acts.share(chat) },
    { words: t('menu.export'), run: () => acts.export(chat) },
    { words: t(chat.archived ? 'menu.unarchive' : 'menu.archive'), run: () => acts.change(chat, { archived: !chat.archived }) },
    { words: t('menu.remove'), danger: true, run: () => acts.remove(chat) },
  ] });
}
