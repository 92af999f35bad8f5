// The models that there are, with what each can do.

import { fill, h } from '../shared/dom.js';
import { get, Problem, write } from '../shared/api.js';
import { ago, number, size } from '../shared/format.js';
import { menuButton } from '../shared/menu.js';
import { problemBox } from '../shared/problem-box.js';
import { known as knownText, t } from '../shared/texts.js';
import { detailsOf } from '../models/catalogue.js';
import { actsOf } from './acts.js';
import { having, matches, modelsOf } from './progress.js';
import { askPlaces } from './where.js';

const AT_ONCE = 4;
const FILTER_FROM = 6;
const SETTLED = 2000;

/** @param {{admin: boolean, pull: (wish: Object) => Promise<boolean>}} parts */
export function modelList({ admin, pull }) {
  const filter = h('input', { type: 'search', class: 'in', 'aria-label': t('models.filter'), placeholder: t('models.filter'), oninput: show });
  const trouble = h('div', { role: 'alert' });
  const list = h('div', { 'aria-live': 'off' });
  const count = h('p', { class: 'unseen', role: 'status' });
  const title = h('h2', { id: 'there', tabindex: '-1' }, t('modelsPage.there'));
  const part = h('section', { class: 'card', 'aria-labelledby': 'there' },
    h('div', { class: 'card-head' }, title, h('div', { class: 'model-filter' }, filter),
      h('button', { type: 'button', class: 'btn', onclick: load }, t('modelsPage.refresh'))), trouble, count, list);
  const details = new Map();
  let models = [];
  let places = [];

  async function load() {
    if (models.length === 0) fill(list, h('p', { class: 'note' }, t('models.asking')));
    try {
      const [{ models: tags = [] }, memory] = await Promise.all([get('ollama/api/tags'), inMemory(), admin && askPlaces().then((all) => (places = all))]);
      models = modelsOf(tags, memory);
      show();
      fillDetails();
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      models = [];
      fill(list, problemBox(e, { again: load }));
    }
  }

  /** A few questions at once; each model's line is filled when its answer is there. */
  async function fillDetails() {
    const wanted = models.filter((model) => details.get(model.name)?.changed !== model.changed);
    const ask = async () => {
      for (let model = wanted.shift(); model; model = wanted.shift()) {
        const told = await write('POST', 'ollama/api/show', { model: model.name }).then(detailsOf, () => null);
        details.set(model.name, { changed: model.changed, told });
        const facts = list.querySelector(`[data-facts="${CSS.escape(model.name)}"]`);
        if (facts) fill(facts, factsOf(model));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, ask));
    if (filter.value.trim() !== '') show();
  }

  const toldOf = (model) => details.get(model.name)?.told ?? { contextLength: null, capabilities: [] };

  function show() {
    // A menu that is open hangs on a button of the list; the list is shown anew when it is closed.
    if (list.querySelector('[aria-expanded=true]')) {
      setTimeout(show, SETTLED);
      return;
    }
    filter.parentElement.hidden = models.length < FILTER_FROM && filter.value === '';
    const shown = models.filter((model) => matches(model, toldOf(model).capabilities, filter.value.trim()));
    count.textContent = filter.value.trim() === '' ? '' : t('modelsPage.count', { n: shown.length });
    if (models.length === 0) fill(list, h('div', { class: 'nothing' }, h('b', {}, t('modelsPage.empty')), h('p', {}, t(admin ? 'modelsPage.emptyAdmin' : 'modelsPage.emptyUser'))));
    else if (shown.length === 0) fill(list, h('p', { class: 'note' }, t('models.noMatch')));
    else showRows(shown);
  }

  /** Who stands on a model's button stands on it afterwards. */
  function showRows(shown) {
    const held = list.contains(document.activeElement) ? document.activeElement.closest('[data-model]')?.dataset.model : null;
    fill(list, h('ul', { class: 'model-list' }, shown.map(row)));
    if (held) list.querySelector(`[data-model="${CSS.escape(held)}"] button`)?.focus();
  }

  function row(model) {
    return h('li', { class: 'model-row', data: { model: model.name } },
      h('div', { class: 'grow' }, h('bdi', { class: 'model-title' }, model.name), h('div', { class: 'model-about', data: { facts: model.name } }, factsOf(model))),
      h('span', { class: 'model-state' }, stateOf(model)),
      admin && menuButton({ label: '⋯', name: t('modelsPage.acts', { model: model.name }), entries: () => actsOf({ model, models, places, pull, done: acted, trouble }) }));
  }

  function factsOf(model) {
    const { contextLength, capabilities } = toldOf(model);
    const at = having(places, model.name);
    return [
      capabilities.length > 0 && h('span', { class: 'chips' }, capabilities.map((one) => h('span', { class: 'chip' }, capabilityWords(one)))),
      model.remote && h('span', { class: 'chip warn' }, t('modelsPage.remote')),
      h('span', {}, [model.size > 0 && size(model.size),
        model.parameters && t('modelsPage.parameters', { n: model.parameters }),
        model.quantization,
        contextLength && t('modelsPage.context', { n: number(contextLength) }),
        model.changed && t('modelsPage.changed', { when: ago(model.changed) }),
        places.length > 1 && at.length > 0 && t('modelsPage.at', { backends: at.map(({ backend }) => backend).join(', ') })].filter(Boolean).join(' · ')),
    ];
  }

  function stateOf(model) {
    if (model.loaded === null) return null;
    return [h('span', { class: model.loaded ? 'dot' : 'dot cold', 'aria-hidden': 'true' }),
      model.loaded && model.inMemory > 0 ? t('modelsPage.loadedSize', { size: size(model.inMemory) }) : t(model.loaded ? 'modelsPage.loaded' : 'modelsPage.cold')];
  }

  /** After something was done to a model: the list is new, and the focus where it can go on from. */
  async function acted() {
    await load();
    if (document.activeElement === document.body) title.focus();
    // Corral asks its servers what they have now, which takes a moment.
    setTimeout(load, SETTLED);
  }

  return { part, load, models: () => models };
}

const capabilityWords = (one) => (knownText(`modelsPage.can.${one}`) ? t(`modelsPage.can.${one}`) : one);

/** Where it may not be asked, nothing is said about it. */
async function inMemory() {
  try {
    return (await get('ollama/api/ps')).models ?? [];
  } catch (e) {
    if (!(e instanceof Problem)) throw e;
    return null;
  }
}
