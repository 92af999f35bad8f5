// What administrators do with a model that is there.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { get, Problem, send } from '../shared/api.js';
import { openDialog } from '../shared/dialog.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';
import { having } from './progress.js';
import { backendChoice } from './where.js';

/** The entries of a model's menu. */
export function actsOf({ model, models, places, pull, done, trouble }) {
  const { name } = model;
  const loadedAt = places.filter(({ loaded }) => loaded.includes(name)).map(({ backend }) => backend);

  async function attempt(title, what) {
    fill(trouble);
    try {
      await what();
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      fill(trouble, problemBox(e, { title }));
      trouble.scrollIntoView({ block: 'nearest' });
    }
    // Where several servers were asked, some may have done it.
    await done();
  }

  const memory = (verb, backends, told) => attempt(t(`modelsPage.${verb}.failed`, { model: name }), async () => {
    const { items } = await get('api/v1/backends');
    for (const backend of backends) {
      const { id } = items.find((one) => one.name === backend) ?? {};
      await send(`api/v1/backends/${encodeURIComponent(id ?? '-')}/${verb}`, { method: 'POST', json: { model: name } });
    }
    announce(told);
  });

  const load = (backends) => memory('load', backends, t('modelsPage.load.told', { model: name }));
  const cold = having(places, name).map(({ backend }) => backend).filter((backend) => !loadedAt.includes(backend));

  return [
    ...(model.remote ? [] : cold).map((backend) => ({ words: places.length > 1 ? t('modelsPage.load.at', { backend }) : t('modelsPage.load.do'), run: () => load([backend]) })),
    ...loadedAt.map((backend) => ({ words: places.length > 1 ? t('modelsPage.unload.at', { backend }) : t('modelsPage.unload.do'), run: () => memory('unload', [backend], t('modelsPage.unload.told', { model: name })) })),
    !model.remote && { words: t('modelsPage.update'), run: () => pull({ model: name, backend: 'having' }) },
    { words: t('modelsPage.copy.open'), run: () => copyDialog(name, attempt) },
    { words: t('modelsPage.delete.open'), danger: true, run: () => deleteDialog(model, models, places, attempt) },
  ];
}

/** Without a name, the backend is any that has the model. */
const at = (backend) => (backend === null ? {} : { 'X-Corral-Backend': backend });

function copyDialog(name, attempt) {
  const input = h('input', { class: 'in', id: 'copy-name', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', required: true, autofocus: true });
  const dialog = openDialog({ title: t('modelsPage.copy.title', { model: name }) },
    h('form', { class: 'form', onsubmit: (event) => {
      event.preventDefault();
      const destination = input.value.trim();
      dialog.close();
      attempt(t('modelsPage.copy.failed', { model: name }), async () => {
        await send('ollama/api/copy', { method: 'POST', json: { source: name, destination } });
        announce(t('modelsPage.copy.told', { model: destination }));
      });
    } },
    h('div', { class: 'form-row' }, h('label', { for: 'copy-name' }, t('modelsPage.copy.name')), input, h('small', {}, t('modelsPage.copy.note'))),
    h('div', { class: 'dialog-acts' },
      h('button', { type: 'button', class: 'btn', onclick: () => dialog.close() }, t('cancel')),
      h('button', { type: 'submit', class: 'btn primary' }, t('modelsPage.copy.do')))));
}

function deleteDialog(model, models, places, attempt) {
  const { name } = model;
  const everywhere = having(places, name).map(({ backend }) => backend);
  const depends = h('div', {}, h('p', { class: 'note' }, t('modelsPage.depends.asking')));
  const where = backendChoice({ id: 'delete-where', all: true, preset: 'all', only: (place) => having([place], name).length > 0 });
  const dialog = openDialog({ title: t('modelsPage.delete.title', { model: name }) },
    h('p', {}, t('modelsPage.delete.text')), depends, where.part,
    h('div', { class: 'dialog-acts' },
      h('button', { type: 'button', class: 'btn', autofocus: true, onclick: () => dialog.close() }, t('cancel')),
      h('button', { type: 'button', class: 'btn danger', onclick: () => {
        const wanted = where.value();
        dialog.close();
        attempt(t('modelsPage.delete.failed', { model: name }), async () => {
          for (const backend of wanted !== 'all' ? [wanted] : everywhere.length > 0 ? everywhere : [null]) {
            await send('ollama/api/delete', { method: 'DELETE', json: { model: name }, headers: at(backend) });
          }
          announce(t('modelsPage.delete.told', { model: name }));
        });
      } }, t('modelsPage.delete.open'))));
  dependents(model, models).then((all) => fill(depends, all.length === 0 ? h('p', { class: 'note' }, t('modelsPage.depends.none')) : h('ul', {}, all.map((one) => h('li', {}, one)))));
}

const same = (one, name) => one === name || `${one}:latest` === name;

/** What can be known to miss the model, in sentences. */
async function dependents(model, models) {
  const { name } = model;
  const ask = (path) => get(path).catch(() => ({}));
  const [page, { items: presets = [] }] = await Promise.all([ask('api/v1/page'), ask('api/v1/presets?limit=200')]);
  const built = models.filter((one) => one.name !== name && one.parent === name).map((one) => one.name);
  const own = presets.filter((one) => one.model && same(one.model, name)).map((one) => one.name);
  return [
    page.defaultModel && same(page.defaultModel, name) && t('modelsPage.depends.default'),
    own.length > 0 && t('modelsPage.depends.presets', { names: own.join(', ') }),
    built.length > 0 && t('modelsPage.depends.built', { names: built.join(', ') }),
    model.loaded && t('modelsPage.depends.loaded'),
  ].filter(Boolean);
}
