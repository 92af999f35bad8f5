// The button with the model's name and the list that opens under it.

import { fill, h, icon, icons } from '../shared/dom.js';
import { size } from '../shared/format.js';
import { t } from '../shared/texts.js';

const FILTER_FROM = 8;

/**
 * @param {import('./catalogue.js').Catalogue} catalogue
 * @param {() => string|null} current the model that is asked now
 * @param {(name: string) => void} choose
 */
export function modelPicker(catalogue, current, choose) {
  const dot = h('span', { class: 'dot', 'aria-hidden': 'true' });
  const name = h('span', { class: 'pick-name' });
  const button = h('button', { type: 'button', class: 'pick', id: 'pick', popovertarget: 'models' }, dot, name, icon(icons.down));
  const filter = h('input', { type: 'search', class: 'in', placeholder: t('models.filter'), 'aria-label': t('models.filter'), oninput: show, onkeydown: downToList });
  const list = h('div', { class: 'models-list', role: 'radiogroup', 'aria-label': t('models.list') });
  const panel = h('div', { class: 'popup models', id: 'models', popover: 'auto', onbeforetoggle: opening, ontoggle: opened }, filter, list);
  const note = h('span', { class: 'note', id: 'model-note' });

  function opening(event) {
    if (event.newState !== 'open') return;
    filter.value = '';
    show();
    catalogue.refreshIfOld();
  }

  function opened(event) {
    button.setAttribute('aria-expanded', String(event.newState === 'open'));
    if (event.newState !== 'open') return;
    place();
    const chosen = list.querySelector('input:checked') ?? list.querySelector('input');
    (filter.hidden ? chosen : filter)?.focus();
    chosen?.closest('label').scrollIntoView({ block: 'nearest' });
  }

  function place() {
    const box = button.getBoundingClientRect();
    panel.style.top = `${box.bottom + 6}px`;
    panel.style.left = `${Math.max(8, Math.min(box.left, innerWidth - panel.offsetWidth - 8))}px`;
  }

  function downToList(event) {
    if (event.key === 'ArrowDown') list.querySelector('input:not(:disabled)')?.focus();
    else if (event.key === 'Enter') take(list.querySelector('input:not(:disabled)')?.value);
    else return;
    event.preventDefault();
  }

  function take(model) {
    if (!model) return;
    choose(model);
    panel.hidePopover();
    button.focus();
  }

  function show() {
    filter.hidden = catalogue.list.length < FILTER_FROM;
    const wanted = filter.value.trim().toLowerCase();
    const matching = catalogue.list.filter((model) => model.name.toLowerCase().includes(wanted));
    const focused = document.activeElement?.closest?.('.models-list') ? document.activeElement.value : null;
    fill(list, matching.length === 0 ? h('p', { class: 'note' }, t('models.noMatch')) : matching.map(option));
    if (focused) [...list.querySelectorAll('input')].find((input) => input.value === focused)?.focus();
  }

  function option(model) {
    const input = h('input', { type: 'radio', name: 'model', value: model.name, disabled: !model.chats });
    input.checked = model.name === current();
    input.addEventListener('change', () => choose(model.name));
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      take(model.name);
    });
    const facts = [...model.details, model.size > 0 && size(model.size), !model.chats && t('models.embedding')].filter(Boolean);
    return h('label', { class: 'model', onclick: (event) => event.detail > 0 && model.chats && setTimeout(() => take(model.name)) },
      input, stateDot(catalogue.isLoaded(model.name)),
      h('span', { class: 'model-name' }, model.name), h('small', {}, facts.join(' · '), loadedWords(model)));
  }

  const loadedWords = (model) =>
    model.chats && catalogue.isLoaded(model.name) !== null && h('span', { class: 'unseen' }, `, ${loadedText(catalogue, model.name)}`);

  function update() {
    const model = current();
    const ready = catalogue.state === 'ready';
    name.textContent = model ?? t('models.none');
    button.setAttribute('aria-label', t('models.choose', { model: model ?? t('models.none') }));
    button.disabled = !ready || catalogue.list.length === 0;
    dot.className = dotClass(model && catalogue.isLoaded(model));
    note.textContent = ready && model ? loadedText(catalogue, model) : catalogue.state === 'loading' ? t('models.asking') : '';
    if (panel.matches(':popover-open')) show();
  }

  catalogue.addEventListener('change', update);
  addEventListener('resize', () => panel.matches(':popover-open') && place());
  return { button, panel, note, update };
}

function loadedText(catalogue, name) {
  const loaded = catalogue.isLoaded(name);
  return loaded === null ? '' : t(loaded ? 'models.loaded' : 'models.cold');
}

const dotClass = (loaded) => (loaded === true ? 'dot' : loaded === false ? 'dot cold' : 'dot unknown');
const stateDot = (loaded) => h('span', { class: dotClass(loaded), 'aria-hidden': 'true' });
