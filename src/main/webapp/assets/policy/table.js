// The rules as a table.

import { h } from '../shared/dom.js';
import { t } from '../shared/texts.js';
import { backendWords, isAllModels, isEverything, limitWords, whoWords } from './words.js';

const COLUMNS = ['rule', 'who', 'what', 'models', 'backends', 'limits'];

/** @param {Array<Object>} rules */
export function ruleTable(rules) {
  if (rules.length === 0) return h('p', { class: 'problem mild' }, t('policy.none'));
  return h('div', { class: 'table', tabindex: '0', role: 'group', 'aria-label': t('policy.rules') },
    h('table', { class: 'rules' },
      h('thead', {}, h('tr', {}, COLUMNS.map((name) => h('th', { scope: 'col' }, t(`policy.column.${name}`))))),
      h('tbody', {}, rules.map(row))));
}

function row({ id, effect, note, who, what, models, onlyOn, exceptOn, limits }) {
  return h('tr', { data: { rule: id } },
    h('th', { scope: 'row' }, h('span', { class: `chip ${effect === 'deny' ? 'bad' : 'ok'}` }, t(`policy.${effect}`)), ' ', h('code', {}, id), note && h('small', { dir: 'auto' }, note)),
    h('td', {}, joined(whoWords(who))),
    h('td', {}, isEverything(what) ? t('policy.everything') : what.join(', ')),
    h('td', {}, isAllModels(models) ? t('policy.allModels') : models.map((model) => h('div', {}, h('code', {}, model)))),
    h('td', {}, joined(backendWords(onlyOn, exceptOn)) || t('policy.allBackends')),
    h('td', {}, joined(limitWords(limits)) || '–'));
}

const joined = (words) => words.map(({ text, values }) => t(text, values)).join(', ');
