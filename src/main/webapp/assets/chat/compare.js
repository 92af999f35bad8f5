// Which models are asked: the chat's own, and up to three beside it.

import { fill, h } from '../shared/dom.js';
import { place } from '../shared/menu.js';
import { t } from '../shared/texts.js';

const MOST = 4;

export function compareButton({ catalogue, chat, changed }) {
  const button = h('button', { type: 'button', class: 'btn plain', 'aria-expanded': 'false', 'aria-haspopup': 'dialog', popovertarget: 'compare' });
  const list = h('div', { class: 'models-list' });
  const told = h('p', { class: 'note' });
  const panel = h('div', { class: 'popup models', id: 'compare', popover: 'auto', role: 'dialog', 'aria-label': t('compare.title'), ontoggle: toggled }, h('p', { class: 'note' }, t('compare.text', { n: MOST })), list, told);
  document.body.append(panel);
  const others = new WeakMap();

  /** The models that are asked, the chat's own first. */
  function models() {
    const own = catalogue.forChat(chat());
    if (own === null) return [];
    const known = catalogue.chatting().map((model) => model.name);
    const more = (others.get(chat()) ?? []).filter((name) => name !== own && known.includes(name));
    return [own, ...more].slice(0, MOST);
  }

  function toggled(event) {
    button.setAttribute('aria-expanded', String(event.newState === 'open'));
    if (event.newState !== 'open') return;
    show();
    place(panel, button);
    list.querySelector('input:not(:disabled)')?.focus();
  }

  function show() {
    const asked = models();
    fill(list, catalogue.chatting().map(({ name, details }) => {
      const own = name === asked[0];
      const input = h('input', { type: 'checkbox', disabled: own || (asked.length >= MOST && !asked.includes(name)), onchange: () => choose(name, input.checked) });
      input.checked = asked.includes(name);
      return h('label', { class: 'model' }, input, h('span', {}), h('span', { class: 'model-name' }, name), h('small', {}, details.join(' · ')));
    }));
    told.textContent = asked.length >= MOST ? t('compare.full', { n: MOST }) : '';
  }

  function choose(name, on) {
    const more = models().slice(1).filter((one) => one !== name);
    others.set(chat(), on ? [...more, name] : more);
    const focused = [...list.querySelectorAll('input')].indexOf(document.activeElement);
    show();
    list.querySelectorAll('input')[focused]?.focus();
    changed();
  }

  function update() {
    const n = models().length;
    button.textContent = n > 1 ? t('compare.several', { n }) : t('compare.one');
    button.setAttribute('aria-pressed', String(n > 1));
    button.hidden = catalogue.chatting().length < 2;
  }

  return { button, models, update };
}
