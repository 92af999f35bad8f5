// What a setting was, who changed it and when.

import { fill, h } from '../shared/dom.js';
import { moment } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';

/**
 * @param {() => Promise<{items: Object[]}>} ask
 * @param {((text: string) => void)|null} use puts a value into the field; null where changes are told in words
 */
export function historyView(ask, use) {
  const list = h('div', {});
  const part = h('details', { class: 'history', ontoggle: () => part.open && load() }, h('summary', {}, t('setting.history')), list);

  async function load() {
    fill(list, h('p', {}, t('setting.history.loading')));
    try {
      const { items } = await ask();
      fill(list, items.length === 0 ? h('p', {}, t('setting.history.none')) : h('ul', {}, items.map(line)));
    } catch (e) {
      fill(list, problemBox(e, { again: load }));
    }
  }

  const line = ({ at, by, after, what }) => h('li', {},
    h('time', { datetime: at }, moment(at)), h('bdi', {}, by), use === null ? what : valueOf(at, after));

  const valueOf = (at, after) => [
    after === null ? h('i', {}, t('setting.history.reset')) : h('code', {}, after),
    after !== null && h('button', { type: 'button', class: 'btn plain', 'aria-label': t('setting.history.useNamed', { value: after, when: moment(at) }), onclick: () => use(after) }, t('setting.history.use'))];

  return { part, close: () => (part.open = false) };
}
