// How much the chats of all people take, and of whom most.

import { fill, h } from '../shared/dom.js';
import { get, Problem } from '../shared/api.js';
import { number, size } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';

export function peopleView() {
  const body = h('div', {});
  const part = h('section', { class: 'card', 'aria-labelledby': 'people' }, h('h2', { id: 'people' }, t('people.title')), body);

  async function load() {
    try {
      fill(body, facts(await get('api/v1/storage/all')));
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      fill(body, problemBox(e, { again: load }));
    }
  }

  load();
  return part;
}

function facts({ used, limit, chats, people, largest }) {
  return [
    h('p', {}, t('people.sum', { used: size(used), chats: t('people.chats', { n: chats }), people: t('people.people', { n: people }) })),
    h('p', { class: 'note' }, t('people.limit', { limit: size(limit) })),
    largest.length > 0 && h('div', { class: 'table', tabindex: '0', role: 'group', 'aria-label': t('people.title') },
      h('table', {},
        h('thead', {}, h('tr', {}, ['people.who', 'people.used', 'people.count'].map((one) => h('th', { scope: 'col' }, t(one))))),
        h('tbody', {}, largest.map((one) => h('tr', {}, h('th', { scope: 'row' }, one.name === null ? t('people.unknown') : h('bdi', {}, one.name)), h('td', {}, size(one.used)), h('td', {}, number(one.chats))))))),
  ];
}
