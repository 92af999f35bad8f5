// How the list of chats is cut: pinned ones, folders, then by when something was last said.

import { language } from '../shared/language.js';
import { t } from '../shared/texts.js';

const DAY = 24 * 3600 * 1000;
const month = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric' });

/**
 * @param {Array<Object>} items newest first
 * @param {Array<{id: string, name: string}>} folders
 * @returns {Array<{folder?: Object, words?: string, items: Array<Object>, size?: number}>} groups of time only where they have a chat;
 *     `size` of a folder counts its pinned chats too
 */
export function groupsOf(items, folders, now = new Date()) {
  const inFolder = (item) => folders.some((folder) => folder.id === item.folder);
  const pinned = items.filter((item) => item.pinned);
  const loose = items.filter((item) => !item.pinned && !inFolder(item));
  return [
    ...(pinned.length > 0 ? [{ words: t('side.pinned'), items: pinned }] : []),
    ...folders.map((folder) => ({ folder, items: items.filter((item) => item.folder === folder.id && !item.pinned), size: items.filter((item) => item.folder === folder.id).length })),
    ...byTime(loose, now),
  ];
}

function byTime(items, now) {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const groups = new Map();
  for (const item of items) {
    const words = wordsFor(Date.parse(item.updatedAt), today);
    if (!groups.has(words)) groups.set(words, []);
    groups.get(words).push(item);
  }
  return [...groups].map(([words, list]) => ({ words, items: list }));
}

function wordsFor(time, today) {
  if (time >= today) return t('side.today');
  if (time >= today - DAY) return t('side.yesterday');
  if (time >= today - 7 * DAY) return t('side.week');
  return month.format(time);
}
