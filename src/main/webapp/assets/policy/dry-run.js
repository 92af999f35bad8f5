// What other rules would have said to the requests of the last day.

import { h } from '../shared/dom.js';
import { ago } from '../shared/format.js';
import { t } from '../shared/texts.js';

const COLUMNS = ['who', 'what', 'count', 'after'];

/** @param {Object} outcome the answer of POST /api/v1/policy/dry-run */
export function dryRunView({ requests, since, changed, newlyRefused, newlyAllowed, examples }) {
  if (requests === 0) return h('p', { class: 'problem mild' }, t('dry.none'));
  const seen = t('dry.seen', { n: requests, since: ago(since) });
  if (changed === 0) return h('p', { class: 'problem good' }, `${t('dry.same')} ${seen}`);
  return h('div', { class: 'problem mild' },
    h('b', {}, t('dry.changed', { n: changed })),
    h('p', {}, t('dry.how', { refused: newlyRefused, allowed: newlyAllowed }), ' ', seen),
    h('div', { class: 'table', tabindex: '0', role: 'group', 'aria-label': t('dry.table') },
      h('table', {},
        h('thead', {}, h('tr', {}, COLUMNS.map((name) => h('th', { scope: 'col', class: name === 'count' ? 'to-end' : null }, t(`dry.column.${name}`))))),
        h('tbody', {}, examples.map(row)))));
}

const row = ({ name, operation, model, count, last, after }) => h('tr', {},
  h('td', {}, h('bdi', {}, name)),
  h('td', {}, h('code', {}, model ? `${operation} ${model}` : operation)),
  h('td', { class: 'to-end' }, String(count), h('small', {}, t('dry.last', { when: ago(last) }))),
  h('td', {}, h('span', { class: `chip ${after.allowed ? 'ok' : 'bad'}` }, t(after.allowed ? 'sim.step.allowed' : 'sim.step.refused')), ' ', h('code', {}, after.rule)));
