// One setting: its value, where it comes from, how it is changed and what it was.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { get, Problem, send } from '../shared/api.js';
import { confirmDialog } from '../shared/dialog.js';
import { problemBox } from '../shared/problem-box.js';
import { say, sayKey } from '../shared/said.js';
import { known, t } from '../shared/texts.js';
import { checkView } from './check.js';
import { conflictBox } from './conflict.js';
import { before, origin, wanted } from './groups.js';
import { historyView } from './history.js';

const CONFLICT = 409;
const LONG = 80;

/** What a setting does, once saidTexts() has ended. */
export const helpOf = ({ key, help }) => sayKey(`help.${key}`, help);
export const labelOf = (key) => (known(`setting.${key}`) ? t(`setting.${key}`) : key);
const choicesOf = (item) => item.said.expected.values.choices.split(', ');
const choiceText = ({ key }, one) => (known(`choice.${key}.${one}`) ? t(`choice.${key}.${one}`) : one);
const pathOf = (key) => `api/v1/settings/${encodeURIComponent(key)}`;

/**
 * @param {Object} first the setting as the server told it
 * @param {(input: {value: string}, put: (text: string) => void) => HTMLElement|null} [extra] more under the field
 * @returns {{part: HTMLElement, item: () => Object}}
 */
export function settingField(first, extra = () => null) {
  let item = first;
  let input = null;
  const name = labelOf(item.key);
  const id = item.key.replaceAll('.', '-');
  const acts = h('div', { class: 'setting-acts' });
  const trouble = h('div', { role: 'alert' });
  const box = h('div', { class: 'setting-input' });
  const hint = h('div', { class: 'hint', id: `${id}-hint` });
  const check = checkView(`${pathOf(item.key)}/check`, put);
  const past = item.fixed ? null : historyView(() => get(`${pathOf(item.key)}/history`), put);

  function show() {
    input = field();
    fill(box, input, acts);
    fill(hint, hintFor(item), past?.part);
    fill(acts);
    past?.close();
  }

  function field() {
    const shared = { id, 'aria-describedby': `${id}-hint`, oninput: typed, onkeydown: pressed };
    const value = wanted(item);
    if (item.fixed) return h(value.length > LONG ? 'textarea' : 'input', { ...shared, class: 'in mono', readonly: true, value });
    if (item.type === 'boolean') {
      return h('select', { ...shared, class: 'in', value: null }, ['true', 'false'].map((one) =>
        h('option', { value: one, selected: one === value }, t(one === 'true' ? 'setting.yes' : 'setting.no'))));
    }
    if (item.type === 'choice') {
      return h('select', { ...shared, class: 'in', value: null }, choicesOf(item).map((one) => h('option', { value: one, selected: one === value }, choiceText(item, one))));
    }
    return h(item.type.startsWith('lines') || value.length > LONG ? 'textarea' : 'input', { ...shared, class: 'in mono', autocomplete: 'off', spellcheck: 'false', value });
  }

  function typed() {
    input.removeAttribute('aria-invalid');
    fill(trouble);
    showActs();
    if (changed() && input.tagName !== 'SELECT') check.typed(input.value.trim());
    else check.clear();
  }

  function pressed(event) {
    if (event.key === 'Enter' && input.tagName === 'INPUT' && changed()) save(input.value.trim());
  }

  const changed = () => !item.fixed && input.value.trim() !== wanted(item);

  function showActs() {
    if (!changed()) return fill(acts);
    if (acts.children.length > 0 && !acts.querySelector('.undo')) return acts;
    return fill(acts,
      h('button', { type: 'button', class: 'btn primary', onclick: () => save(input.value.trim()) }, t('setting.save')),
      h('button', { type: 'button', class: 'btn', onclick: discard }, t('setting.discard')));
  }

  function discard() {
    input.value = wanted(item);
    typed();
    input.focus();
  }

  function put(text) {
    input.value = text;
    typed();
    input.focus();
  }

  function save(value) {
    if (item.key !== 'corral.roles.admin') return store(value);
    return confirmDialog({ title: t('setting.adminTitle'), text: t('setting.adminText'), act: t('setting.adminDo'), run: () => store(value) });
  }

  async function store(value) {
    const was = before(item);
    fill(acts, h('span', { class: 'note' }, t('setting.saving')));
    try {
      const response = await send(pathOf(item.key), { method: 'PUT', json: { value, version: item.version } });
      item = await response.json();
      check.clear();
      show();
      input.focus();
      fill(trouble);
      announce(t('setting.savedTold', { name }));
      fill(acts, h('span', { class: 'note' }, t('setting.done')), h('button', { type: 'button', class: 'btn undo', onclick: () => store(was) }, t('setting.undo')));
    } catch (e) {
      failed(e, value);
    }
  }

  function failed(e, value) {
    if (!(e instanceof Problem)) throw e;
    fill(acts);
    showActs();
    input.setAttribute('aria-invalid', 'true');
    if (e.status === CONFLICT) {
      lookAtNewest(value);
      return;
    }
    fill(trouble, problemBox(e, { title: t('setting.failed', { name }), again: e.status === 400 ? null : () => store(value) }));
    if (e.status === 400 && value !== null) check.typed(value);
  }

  /** Somebody else was faster: shows what it is now, and leaves what was typed where it is. */
  async function lookAtNewest(value) {
    try {
      const [newest, { items: [change] }] = await Promise.all([get(pathOf(item.key)), get(`${pathOf(item.key)}/history`)]);
      const take = () => {
        item = newest;
        fill(trouble);
        check.clear();
        show();
        input.focus();
      };
      const keep = () => {
        item = newest;
        fill(trouble);
        store(value);
      };
      fill(trouble, conflictBox({ name, mine: value, change, keep, take }));
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      fill(trouble, problemBox(e, { again: () => lookAtNewest(value) }));
    }
  }

  function hintFor({ key, fixed, source, change, pending, variable, said, ...rest }) {
    const from = origin(item);
    return [
      h('p', { class: 'facts' },
        h('span', { class: `chip ${from.tone}` }, t(from.text, { where: say(said.where) })),
        change === 'restart' && h('span', { class: 'chip' }, t('setting.restart')),
        source !== 'default' && h('span', {}, t('setting.defaultIs', { value: sayKey(`default.${key}`, rest.default) })),
        h('span', {}, `${t('setting.also')} `, h('code', {}, variable))),
      pending !== null && h('p', { class: 'pending' }, t('setting.pending', { value: pending })),
      h('p', {}, helpOf(item), ' ', fixed ? t(change === 'outside' && source === 'default' ? 'setting.outsideHow' : 'setting.fixedHow')
        : item.type !== 'boolean' && t('setting.expected', { expected: say(said.expected) })),
      !fixed && (source === 'database' || pending !== null) && h('button', { type: 'button', class: 'btn plain', onclick: () => save(null) }, t('setting.reset')),
    ];
  }

  show();
  return {
    item: () => item,
    part: h('div', { class: 'field' },
      h('div', {}, h('label', { for: id }, name), h('code', { class: 'key-code' }, item.key)),
      h('div', {}, box, check.part, trouble, extra({ get value() { return input.value; } }, put), hint)),
  };
}
