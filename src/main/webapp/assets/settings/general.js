// All settings, in groups.

import { byId, fill, h } from '../shared/dom.js';
import { get, Problem } from '../shared/api.js';
import { problemBox } from '../shared/problem-box.js';
import { saidTexts } from '../shared/said.js';
import { t } from '../shared/texts.js';
import { helpOf, labelOf, settingField } from './field.js';
import { grouped, matches } from './groups.js';
import { offlineHelp } from './offline.js';
import { serverTest } from './test-server.js';

const EXTRAS = { 'corral.offline': offlineHelp, 'corral.ollama.base-urls': serverTest };

/** Every setting; one that the address names has the focus when it is there. */
export function generalView() {
  const filter = h('input', { type: 'search', class: 'in', 'aria-label': t('settings.filter'), placeholder: t('settings.filter'), oninput: sift });
  const none = h('p', { class: 'note', role: 'status' });
  const cards = h('div', {});
  let groups = [];

  async function load() {
    fill(cards, h('p', { class: 'note' }, t('settings.loading')));
    try {
      const [{ items }] = await Promise.all([get('api/v1/settings'), saidTexts()]);
      groups = grouped(items).map(group);
      fill(cards, groups.map(({ card }) => card));
      sift();
      byId(location.hash.slice(1))?.focus();
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      fill(cards, problemBox(e, { again: load }));
    }
  }

  function group({ id, items }) {
    const fields = items.map((item) => settingField(item, EXTRAS[item.key]));
    const heading = `group-${id}`;
    return { fields, card: h('section', { class: 'card', 'aria-labelledby': heading },
      h('h2', { id: heading }, t(`settings.group.${id}`)), fields.map(({ part }) => part)) };
  }

  function sift() {
    const words = filter.value.trim();
    let shown = 0;
    for (const { fields, card } of groups) {
      for (const { part, item } of fields) part.hidden = !matches(item(), `${labelOf(item().key)} ${helpOf(item())}`, words);
      const some = fields.filter(({ part }) => !part.hidden).length;
      card.hidden = some === 0;
      shown += some;
    }
    none.textContent = groups.length > 0 && shown === 0 ? t('settings.noMatch') : '';
  }

  load();
  return h('div', {}, h('p', { class: 'lead' }, t('settings.lead')), h('div', { class: 'narrow' }, filter), none, cards);
}
