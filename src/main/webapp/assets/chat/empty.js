// What stands where the first question will: a calm start, or what is missing and how to get it.

import { append, h } from '../shared/dom.js';
import { copy } from '../shared/clipboard.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';

/**
 * @param {import('../models/catalogue.js').Catalogue} catalogue
 * @param {{retentionDays?: number|null}} me
 */
export function emptyState(catalogue, { retentionDays }) {
  return (place, chat) => {
    place.replaceChildren();
    append(place, [h('div', { class: 'start' }, contents(catalogue, retentionDays, chat))]);
  };
}

function contents(catalogue, retentionDays, chat) {
  const again = () => catalogue.load();
  if (catalogue.state === 'failed') return problemBox(catalogue.problem, { again });
  if (catalogue.state === 'ready' && catalogue.chatting().length === 0) return noModel(again);
  if (chat.about.temporary) return [h('h2', {}, t('empty.temporary')), h('p', { class: 'note' }, t('empty.temporaryText'))];
  return [h('h2', {}, t('empty.title')), h('p', { class: 'note' }, t('empty.text')), retentionDays > 0 && h('p', { class: 'note' }, t('empty.retention', { n: retentionDays }))];
}

function noModel(again) {
  const button = h('button', { type: 'button', class: 'btn plain', onclick: () => copy(t('models.empty.command'), button) }, t('models.empty.copy'));
  return [
    h('h2', {}, t('models.empty.title')),
    h('p', {}, t('models.empty.text')),
    h('div', { class: 'command' }, h('code', {}, t('models.empty.command')), button),
    h('button', { type: 'button', class: 'btn', onclick: again }, t('models.empty.again')),
  ];
}
