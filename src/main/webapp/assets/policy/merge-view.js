// What two people changed in the rules, one rule below the other, and which of one's own changes to take over into the newest rules.

import { h } from '../shared/dom.js';
import { t } from '../shared/texts.js';
import { deed, merged } from './merge.js';

/**
 * @param {{policies: {base: Object, theirs: Object, mine: Object}, parts: Array<Object>, by: string|null, take: (policy: Object) => void}} how
 *     `take` gets what comes of it
 */
export function mergeView({ policies, parts, by, take }) {
  const choices = parts.filter(({ who }) => who === 'mine' || who === 'both').map((part) => ({ part, box: h('input', { type: 'checkbox', checked: part.who === 'mine' }) }));
  const boxOf = (part) => choices.find((one) => one.part === part)?.box;
  const go = () => take(merged(policies, choices.filter(({ box }) => box.checked).map(({ part }) => part)));
  return h('section', { class: 'problem mild merge', 'aria-labelledby': 'policy-merge' },
    h('b', { id: 'policy-merge' }, t('merge.title')),
    h('p', {}, by ? t('merge.by', { by }) : '', ' ', t('merge.text')),
    h('ul', { class: 'merge-list' }, parts.map((part) => row(part, boxOf(part)))),
    h('div', { class: 'problem-acts' }, h('button', { type: 'button', class: 'btn primary', onclick: go }, t('merge.do'))));
}

function row({ key, rule, base, theirs, mine, who }, box) {
  const name = h('b', {}, rule ? t('merge.rule', { id: key }) : key);
  const done = (whose, now) => t(`merge.${whose}.${deed(base, now)}`);
  return h('li', { data: { part: key } },
    h('div', { class: 'merge-head' }, name, h('span', { class: who === 'both' ? 'chip bad' : 'chip' }, t(`merge.who.${who}`))),
    h('p', { class: 'note' }, [done('theirs', theirs), done('mine', mine)].join(' · ')),
    box && h('label', { class: 'check' }, box, t(who === 'both' ? 'merge.takeInstead' : 'merge.take')),
    h('details', {}, h('summary', {}, t('merge.show')),
      h('dl', { class: 'conflict' }, [['merge.base', base], ['merge.theirs', theirs], ['merge.mine', mine]].map(([label, value]) => [h('dt', {}, t(label)), h('dd', {}, value === undefined ? h('i', {}, t('merge.nothing')) : h('pre', { tabindex: '0', role: 'group', 'aria-label': t(label) }, JSON.stringify(value, null, 2)))]))));
}
