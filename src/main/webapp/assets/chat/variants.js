// The arrows between the siblings of a message: other answers to a question, or a question in other words.

import { h } from '../shared/dom.js';
import { t } from '../shared/texts.js';

/** @param {{earlier: string, later: string}} words what the arrows are called */
export function variants(message, { chat }, words) {
  const all = chat.tree.siblings(message);
  if (all.length < 2) return null;
  const at = all.indexOf(message);
  const arrow = (name, to, sign) => h('button', {
    type: 'button', class: 'btn plain', data: { step: name }, 'aria-label': words[name], disabled: !all[to], onclick: () => chat.show(all[to]),
  }, h('span', { class: 'mirrored', 'aria-hidden': 'true' }, sign));
  return h('span', { class: 'variants' },
    arrow('earlier', at - 1, '‹'),
    h('span', {}, t('turn.variant', { n: at + 1, of: all.length })),
    arrow('later', at + 1, '›'));
}
