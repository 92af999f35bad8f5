// Where administrators name a model that is to come; in offline mode what to do instead.

import { fill, h } from '../shared/dom.js';
import { get, Problem } from '../shared/api.js';
import { helpUrl } from '../shared/help-topics.js';
import { t } from '../shared/texts.js';
import { backendChoice } from './where.js';

/** @param {{pull: (wish: {model: string, backend: string|null}) => Promise<boolean>, list: Object}} parts */
export function bringIn({ pull, list }) {
  const input = h('input', { class: 'in', id: 'pull-model', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', placeholder: 'gemma3:4b', required: true });
  const where = backendChoice({ id: 'pull-where', first: t('modelsPage.where.first'), all: true });
  const offline = h('div', {});
  const form = h('form', { class: 'bring-in', onsubmit: begin },
    h('div', { class: 'grow' }, h('label', { for: 'pull-model' }, t('modelsPage.pull.name')), input),
    where.part,
    h('button', { type: 'submit', class: 'btn primary' }, t('modelsPage.pull.do')));
  const part = h('section', { class: 'card', 'aria-labelledby': 'bring-in' },
    h('div', { class: 'card-head' }, h('h2', { id: 'bring-in' }, t('modelsPage.pull.title')),
      h('button', { type: 'button', class: 'btn', onclick: updateAll }, t('modelsPage.updateAll'))),
    offline, form, h('p', { class: 'note' }, t('modelsPage.pull.note')));

  async function begin(event) {
    event.preventDefault();
    const model = input.value.trim();
    if (model !== '' && (await pull({ model, backend: where.value() }))) input.value = '';
  }

  /** One after the other: the first that is refused tells why, and the others would be, too. */
  async function updateAll() {
    for (const { name, remote } of list.models()) {
      if (!remote && !(await pull({ model: name, backend: 'having' }))) return;
    }
  }

  async function tellOffline() {
    try {
      const { value } = await get('api/v1/settings/corral.offline');
      if (value === true || value === 'true') fill(offline, h('div', { class: 'problem mild' }, h('b', {}, t('modelsPage.offline.title')), h('p', {}, t('modelsPage.offline.text')),
        h('p', {}, h('a', { href: helpUrl('offline') }, t('modelsPage.offline.how')))));
    } catch (e) {
      // Then a pull says so itself when it is refused.
      if (!(e instanceof Problem)) throw e;
    }
  }

  tellOffline();
  return part;
}
