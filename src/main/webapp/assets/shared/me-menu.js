// Who is signed in, and the menu under it.

import { h } from './dom.js';
import { t } from './texts.js';
import { SCHEMES, scheme, setScheme } from './scheme-switch.js';

/**
 * @param {{me: {name: string, roles: string[]}, entries?: Array<HTMLElement>, signOut: () => void}} parts `entries` stand between the appearance and the way out
 */
export function meMenu({ me, entries = [], signOut }) {
  const role = ['admin', 'user', 'auditor'].find((one) => me.roles?.includes(one));
  const out = h('button', { type: 'button', class: 'btn', id: 'sign-out', onclick: () => {
    out.disabled = true;
    out.textContent = t('me.signingOut');
    signOut();
  } }, t('me.signOut'));
  const menu = h('div', { class: 'popup me-menu', id: 'me-menu', popover: 'auto' },
    h('fieldset', { class: 'schemes' }, h('legend', {}, t('me.appearance')), SCHEMES.map(schemeChoice)),
    entries, out);
  menu.addEventListener('click', (event) => entries.some((entry) => entry.contains(event.target)) && menu.hidePopover());
  menu.addEventListener('toggle', (event) => {
    for (const input of menu.querySelectorAll('input')) input.checked = input.value === scheme();
    if (event.newState === 'open') menu.querySelector('input:checked').focus();
  });
  return [
    h('span', { class: 'who', 'aria-hidden': 'true' }, [...me.name][0].toUpperCase()),
    h('span', { class: 'grow name' }, h('bdi', {}, me.name), role && h('small', {}, t(`me.role.${role}`))),
    h('button', { type: 'button', class: 'btn plain', id: 'me-button', popovertarget: 'me-menu', 'aria-label': t('me.menu') }, '⋯'),
    menu,
  ];
}

function schemeChoice(choice) {
  const input = h('input', { type: 'radio', name: 'scheme', value: choice, onchange: () => setScheme(choice) });
  return h('label', {}, input, t(`me.scheme.${choice}`));
}
