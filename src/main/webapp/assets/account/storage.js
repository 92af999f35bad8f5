// How much of what the caller may keep is used.

import { fill, h } from '../shared/dom.js';
import { get, Problem } from '../shared/api.js';
import { size } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';

const NEARLY = 0.9;

export function storageView() {
  const body = h('div', {});
  const part = h('section', { class: 'card', 'aria-labelledby': 'storage' }, h('h2', { id: 'storage' }, t('storage.title')), body);

  async function load() {
    try {
      fill(body, facts(await get('api/v1/storage')));
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      fill(body, problemBox(e, { again: load }));
    }
  }

  load();
  return part;
}

function facts({ used, limit, chats }) {
  return [
    h('progress', { class: 'storage-bar', max: limit, value: Math.min(used, limit), 'aria-label': t('storage.bar') }),
    h('p', {}, t('storage.of', { used: size(used), limit: size(limit) }), ' · ', t('storage.chats', { n: chats })),
    used > limit * NEARLY && h('div', { class: 'problem mild' }, h('p', {}, t('storage.nearly'))),
    h('p', { class: 'note' }, t('storage.note')),
  ];
}
