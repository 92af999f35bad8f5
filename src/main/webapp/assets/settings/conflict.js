// What somebody else has saved while this page was open, and what to do about it.

import { h } from '../shared/dom.js';
import { moment } from '../shared/format.js';
import { t } from '../shared/texts.js';

/**
 * @param {{name: string, mine: string, change: {by: string, at: string, before: string|null, after: string|null}|undefined, keep: () => void, take: () => void}} parts
 */
export function conflictBox({ name, mine, change, keep, take }) {
  return h('div', { class: 'problem mild' },
    h('b', {}, t('conflict.title', { name })),
    change && h('p', {}, t('conflict.by', { by: change.by, when: moment(change.at) })),
    h('dl', { class: 'conflict' },
      change && [h('dt', {}, t('conflict.before')), h('dd', {}, textOf(change.before)), h('dt', {}, t('conflict.theirs')), h('dd', {}, textOf(change.after))],
      h('dt', {}, t('conflict.mine')), h('dd', {}, textOf(mine))),
    h('div', { class: 'problem-acts' },
      h('button', { type: 'button', class: 'btn primary', onclick: take }, t('conflict.take')),
      h('button', { type: 'button', class: 'btn', onclick: keep }, t('conflict.keep'))));
}

const textOf = (text) => (text === null || text === '' ? h('i', {}, t('conflict.default')) : h('code', {}, text));
