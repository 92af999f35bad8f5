// On a narrow screen the list of chats is a drawer over the conversation.

import { byId, h, icon, icons } from '../shared/dom.js';
import { t } from '../shared/texts.js';

export function drawer() {
  byId('side').setAttribute('aria-label', t('side.label'));
  const shut = h('button', { type: 'button', class: 'btn plain drawer-close', 'aria-label': t('side.close'), onclick: () => show(false) }, icon(icons.close));
  byId('side').querySelector('.brand').append(h('span', { class: 'grow' }), shut);
  const menu = h('button', { type: 'button', class: 'btn plain drawer-open', 'aria-label': t('side.open'), 'aria-expanded': 'false', 'aria-controls': 'side', onclick: () => show(true) }, icon(icons.menu));
  const narrow = matchMedia('(max-width: 720px)');

  function show(open) {
    const shown = open && narrow.matches;
    document.body.classList.toggle('drawer', shown);
    menu.setAttribute('aria-expanded', String(shown));
    byId('side').inert = narrow.matches && !shown;
    byId('main').inert = shown;
    if (shown) shut.focus();
    else if (byId('side').contains(document.activeElement) || document.activeElement === document.body) menu.focus();
  }

  byId('veil').addEventListener('click', () => show(false));
  document.addEventListener('keydown', (event) => event.key === 'Escape' && document.body.classList.contains('drawer') && !document.querySelector(':popover-open, dialog[open]') && show(false));
  narrow.addEventListener('change', () => show(false));
  byId('side').inert = narrow.matches;
  return { menu, close: () => document.body.classList.contains('drawer') && show(false) };
}
