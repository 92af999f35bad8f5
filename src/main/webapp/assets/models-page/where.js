// On which Ollama server something is to be done. With one server there is nothing to choose.

import { fill, h } from '../shared/dom.js';
import { get, Problem } from '../shared/api.js';
import { t } from '../shared/texts.js';

/** What each backend has; none where that is not told. @returns {Promise<Array<{backend: string, models: string[]|null, loaded: string[]}>>} */
export async function askPlaces() {
  try {
    return (await get('api/v1/models/places')).items;
  } catch (e) {
    if (!(e instanceof Problem)) throw e;
    return [];
  }
}

/**
 * @param {{id: string, first?: string, all?: boolean, preset?: string, only?: (place: Object) => boolean}} how `first`: the words for what is done when
 *     none is named; `all`: whether every backend can be meant
 */
export function backendChoice({ id, first, all = false, preset = '', only = () => true }) {
  const select = h('select', { class: 'in', id });
  const part = h('div', { class: 'where', hidden: true }, h('label', { for: id }, t('modelsPage.where')), select);
  const ready = askPlaces().then((places) => {
    const fitting = places.filter(only);
    fill(select, first && h('option', { value: '' }, first), all && h('option', { value: 'all' }, t('modelsPage.where.all')), fitting.map(({ backend }) => h('option', { value: backend }, backend)));
    select.value = preset !== '' || first ? preset : fitting[0]?.backend ?? '';
    part.hidden = places.length < 2;
    return places;
  });
  return { part, ready, value: () => select.value || null };
}
