// The dialogs that make a key and show its secret, once.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { copy } from '../shared/clipboard.js';
import { openDialog } from '../shared/dialog.js';
import { span } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';
import { dayLimits, endChoices, endOf, scopes } from './key-rules.js';

const LONGEST_NAME = 100;

/**
 * @param {{keys: import('./keys.js').Keys, wish?: {name?: string, inPath?: boolean}, done: (key: Object) => void}} parts
 */
export function createDialog({ keys, wish = {}, done }) {
  const { rules, me } = keys;
  const { choices, usual } = endChoices(rules);
  const limits = dayLimits(rules, Date.now());
  const name = h('input', { id: 'key-name', class: 'in', type: 'text', maxlength: LONGEST_NAME, required: true, autocomplete: 'off', autofocus: true, value: wish.name ?? '', 'aria-describedby': 'key-name-hint' });
  const ends = h('select', { id: 'key-ends', class: 'in', onchange: update }, choices.map((choice) => h('option', { value: choice.id }, wordsOf(choice, rules))));
  ends.value = usual;
  const day = h('input', { id: 'key-day', class: 'in', type: 'date', min: limits.first, max: limits.last || null });
  const dayField = h('div', { class: 'form-row' }, h('label', { for: 'key-day' }, t('create.day')), day);
  const offered = scopes(me.roles);
  const boxes = offered.map(({ id, allowed }, i) => h('input', { type: 'checkbox', name: 'scope', value: id, id: `scope-${id}`, disabled: !allowed, checked: allowed && offered.findIndex((one) => one.allowed) === i, onchange: update }));
  const path = h('input', { type: 'checkbox', id: 'key-path', disabled: !rules.inPathAllowed, checked: Boolean(wish.inPath) && rules.inPathAllowed, 'aria-describedby': 'key-path-hint', onchange: update });
  const warning = h('p', { class: 'problem mild' }, t('create.pathWarn'));
  const trouble = h('div', { role: 'alert' });
  const create = h('button', { type: 'submit', class: 'btn primary' }, t('create.do'));
  const dialog = openDialog({ title: t('create.title') },
    h('form', { class: 'form', onsubmit: submit },
      h('div', { class: 'form-row' }, h('label', { for: 'key-name' }, t('create.name')), name, h('small', { id: 'key-name-hint' }, t('create.nameHint'))),
      h('div', { class: 'form-row' }, h('label', { for: 'key-ends' }, t('create.ends')), ends),
      dayField,
      h('fieldset', { class: 'form-row' }, h('legend', {}, t('create.scopes')), boxes.map((box, i) => scopeChoice(box, offered[i]))),
      h('div', { class: 'form-row' },
        h('label', { class: 'check' }, path, t('create.path')),
        h('small', { id: 'key-path-hint' }, t(rules.inPathAllowed ? 'create.pathHint' : 'create.pathOff')), warning),
      trouble,
      h('div', { class: 'dialog-acts' }, h('button', { type: 'button', class: 'btn', onclick: () => dialog.close() }, t('cancel')), create)));
  update();

  function update() {
    const choice = choices.find(({ id }) => id === ends.value);
    dayField.hidden = choice.id !== 'date';
    day.required = choice.id === 'date';
    warning.hidden = !path.checked;
    const usable = boxes.filter((box) => !box.disabled);
    usable[0].setCustomValidity(usable.some((box) => box.checked) ? '' : t('create.scope.none'));
  }

  async function submit(event) {
    event.preventDefault();
    if (create.disabled) return;
    busy(true);
    fill(trouble);
    try {
      const made = await keys.create({
        name: name.value.trim(),
        expiresAt: endOf(choices.find(({ id }) => id === ends.value), day.value, Date.now()),
        scopes: boxes.filter((box) => box.checked).map((box) => box.value),
        inPath: path.checked,
      });
      dialog.close();
      done(made);
      showSecret(made);
    } catch (e) {
      busy(false);
      fill(trouble, problemBox(e));
    }
  }

  function busy(on) {
    create.disabled = on;
    create.textContent = t(on ? 'create.doing' : 'create.do');
  }
}

function scopeChoice(box, { id, allowed }) {
  if (id === 'metrics' && !allowed) return null;
  return h('label', { class: 'check' }, box, h('span', {}, t(`create.scope.${id}`), !allowed && [h('br'), h('small', {}, t('create.scope.noUser'))]));
}

function wordsOf(choice, rules) {
  if (choice.days === 365) return t('create.year');
  if (choice.days) return t('create.days', { n: choice.days });
  return t(`create.${choice.id}`, { time: rules.maxLifetimeSeconds === null ? '' : span(rules.maxLifetimeSeconds) });
}

/** Closed by its own button only: a key that was not stored is lost. */
function showSecret(key) {
  const button = h('button', { type: 'button', class: 'btn primary', autofocus: true, onclick: () => copy(key.secret, button, t('create.done.copied')) }, t('create.done.copy'));
  const dialog = openDialog({ title: t('create.done.title', { name: key.name }), mustChoose: true },
    h('p', {}, t('create.done.text')),
    h('div', { class: 'secret' }, h('output', { id: 'secret', 'aria-label': t('create.done.label') }, key.secret), button),
    document.getElementById('connect') && h('p', { class: 'note' }, t('create.done.next')),
    h('div', { class: 'dialog-acts' }, h('button', { type: 'button', class: 'btn', id: 'stored', onclick: () => dialog.close() }, t('create.done.close'))));
  announce(t('create.told', { name: key.name }));
}
