// Settings → Policy: the rules in force, their editor and their history.

import { fill, h } from '../shared/dom.js';
import { get, Problem } from '../shared/api.js';
import { moment } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { say, saidTexts } from '../shared/said.js';
import { t } from '../shared/texts.js';
import { offlineHelp } from '../settings/offline.js';
import { policyEditor } from './editor.js';
import { policyHistory } from './history.js';
import { simulator } from './simulator.js';
import { ruleTable } from './table.js';

export function policyView() {
  const place = h('div', {});
  const facts = h('div', {});
  const table = h('div', {});
  let policy = null;
  const editor = policyEditor({ current: () => policy, changed: show, reload: ask });
  const past = policyHistory({ current: () => policy, changed: show });

  async function load() {
    fill(place, h('p', { class: 'note' }, t('policy.loading')));
    try {
      const [now] = await Promise.all([get('api/v1/policy'), saidTexts()]);
      show(now);
      fill(place,
        card('rules', facts, table, editor.part),
        card('simulate', simulator(editor.text)),
        card('history', past.part));
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      fill(place, problemBox(e, { again: load }));
    }
  }

  async function ask() {
    show(await get('api/v1/policy'), { keepText: true });
  }

  function show(next, { keepText = false } = {}) {
    policy = next;
    fill(facts, factsOf(policy));
    fill(table, ruleTable(policy.rules.rules));
    editor.show({ keepText });
    past.show();
  }

  const card = (name, ...children) => {
    const id = `policy-${name}`;
    return h('section', { class: 'card', 'aria-labelledby': id }, h('h2', { id }, t(`policy.${name}`)), children);
  };

  load();
  return h('div', {}, h('p', { class: 'lead' }, t('policy.lead')), place);
}

function factsOf({ source, whereSaid, fixed, problem, version, savedAt, savedBy, note, offline }) {
  return [
    problem && h('div', { class: 'problem' }, h('b', {}, t('policy.problem')), h('p', {}, problem)),
    fixed ? h('p', { class: 'problem mild' }, t('policy.fixed', { where: say(whereSaid) }))
      : h('p', { class: 'facts' }, h('span', { class: source === 'database' ? 'chip ok' : 'chip' }, t(`policy.source.${source}`)),
        savedAt && h('span', { class: 'note' }, t('policy.saved', { version, by: savedBy, when: moment(savedAt) })),
        note && h('span', { class: 'note', dir: 'auto' }, t('policy.note', { note }))),
    h('div', { class: 'offline-state' }, h('span', { class: offline ? 'chip warn' : 'chip' }, t('setting.corral.offline')),
      h('span', { class: 'note' }, `${t(offline ? 'policy.offline' : 'policy.online')} `, h('a', { href: '#corral-offline' }, t('policy.offlineWhere')))),
    offlineHelp(),
  ];
}
