// What each kind of program needs to be told, with the right address and, if there is one, the key.

import { fill, h } from '../shared/dom.js';
import { url } from '../shared/api.js';
import { codeBox } from '../shared/code-box.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';
import { kinds, looksLikeKey } from './snippets.js';
import { tryView } from './try.js';

const BASE = url('').replace(/\/$/, '');

/**
 * @typedef {{id: string|null, name: string|null, secret: string, inPath: boolean|null}} KnownKey id, name and inPath are null for one that was pasted
 *
 * @param {{keys: import('./keys.js').Keys, catalogue: import('../models/catalogue.js').Catalogue, create: (wish: Object) => void}} parts
 * @returns {{section: HTMLElement, use: (key: KnownKey) => void, forget: (id: string) => void}}
 */
export function connectView({ keys, catalogue, create }) {
  /** @type {KnownKey|null} in memory only */
  let known = null;
  let chosen = 'cli';
  const model = h('select', { id: 'connect-model', class: 'in', onchange: show });
  const list = h('fieldset', { class: 'kinds' }, h('legend', {}, t('connect.kind')));
  const models = h('div', {});
  const keyLine = h('div', { class: 'key-line' });
  const example = h('div', {});
  const trial = tryView(() => keys.load());

  function current() {
    const key = known?.secret ?? t('connect.placeholder');
    const asked = model.value || t('connect.modelPlaceholder');
    const all = kinds(BASE, key, asked);
    return { all, kind: all.find(({ id }) => id === chosen), model: asked };
  }

  function show() {
    const { all, kind, model: asked } = current();
    if (list.children.length === 1) list.append(...all.map(choice));
    fill(example,
      kind.note && h('p', { class: 'note' }, t(kind.note)),
      kind.way === 'path' && pathHint(),
      kind.blocks.map(({ label, text }) => codeBox(label, text, t('connect.code', { label, name: kind.name }))));
    trial.show({ kind, key: known?.secret ?? null, model: asked });
  }

  const choice = ({ id, name }) =>
    h('label', { class: 'kind' }, h('input', { type: 'radio', name: 'kind', value: id, checked: id === chosen, onchange: () => {
      chosen = id;
      show();
    } }), h('span', {}, name));

  function pathHint() {
    if (!keys.rules.inPathAllowed) return h('p', { class: 'problem mild' }, t('connect.pathOff'));
    if (known?.inPath === true || (known !== null && known.inPath === null)) return null;
    return h('p', { class: 'hint-act' }, known && `${t('connect.needPath')} `,
      keys.rules.enabled && h('button', { type: 'button', class: 'btn', onclick: () => create({ inPath: true }) }, t('connect.makePath')));
  }

  function showModels() {
    const before = model.value;
    const names = catalogue.chatting().map((one) => one.name);
    fill(model, names.map((name) => h('option', { value: name }, name)));
    model.value = names.includes(before) ? before : catalogue.forChat(null) ?? '';
    const failed = catalogue.state === 'failed';
    fill(models, failed ? problemBox(catalogue.problem, { title: t('models.failed.title'), again: () => catalogue.load() })
      : names.length > 0 && h('div', { class: 'form-row narrow' }, h('label', { for: 'connect-model' }, t('connect.model')), model));
    show();
  }

  function showKey() {
    fill(keyLine, known === null ? pasteForm(use) : h('p', { class: 'hint-act' },
      `${known.name === null ? t('connect.withPasted') : t('connect.with', { name: known.name })} `,
      h('button', { type: 'button', class: 'btn', onclick: () => set(null) }, t('connect.forget'))));
    show();
  }

  function set(key) {
    const hadFocus = keyLine.contains(document.activeElement);
    known = key;
    showKey();
    if (hadFocus) keyLine.querySelector('input, button').focus();
  }

  const use = (key) => set({ inPath: null, id: null, name: null, ...key });

  catalogue.addEventListener('change', showModels);
  keys.addEventListener('change', show);
  showModels();
  showKey();
  return {
    use,
    forget: (id) => known?.id === id && set(null),
    section: h('section', { class: 'card', 'aria-labelledby': 'connect' },
      h('h2', { id: 'connect' }, t('connect.heading')),
      h('p', { class: 'note' }, t('connect.lead')),
      isOpenRoad() && h('p', { class: 'problem mild' }, t('connect.http')),
      list, models, keyLine, example, trial.part),
  };
}

function pasteForm(use) {
  const field = h('input', { type: 'password', id: 'paste-key', class: 'in', autocomplete: 'off', spellcheck: 'false', placeholder: 'crl_…', oninput: () => field.setCustomValidity(''), required: true });
  return h('form', { class: 'paste', onsubmit: (event) => {
    event.preventDefault();
    const secret = field.value.trim();
    if (looksLikeKey(secret)) return use({ secret });
    field.setCustomValidity(t('connect.notKey'));
    return field.reportValidity();
  } },
    h('p', { class: 'note' }, t('connect.without', { placeholder: t('connect.placeholder') })),
    h('div', { class: 'with-button' }, h('label', { for: 'paste-key', class: 'unseen' }, t('connect.paste')), field, h('button', { type: 'submit', class: 'btn' }, t('connect.use'))));
}

/** Whether what is sent can be read on the way. */
const isOpenRoad = () => !isSecureContext;
