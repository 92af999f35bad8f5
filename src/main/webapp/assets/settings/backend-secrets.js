// Fields whose values never come back from the server: they are kept, replaced or removed.

import { fill, h, icon, icons } from '../shared/dom.js';
import { t } from '../shared/texts.js';

/**
 * One secret.
 * @param {{id: string, label: string, has: boolean, hint: string, long?: boolean}} what
 */
export function secretField({ id, label, has, hint, long = false }) {
  let state = has ? 'kept' : 'new';
  const box = h('div', { class: 'secret-field' });
  const input = h(long ? 'textarea' : 'input', { id, class: long ? 'in mono' : 'in', type: long ? null : 'password', rows: long ? 4 : null, autocomplete: 'off', spellcheck: 'false', 'aria-describedby': `${id}-hint` });

  function show(next, focus) {
    state = next;
    const buttons = [
      state !== 'new' && h('button', { type: 'button', class: 'btn', 'aria-label': `${t('backendForm.replace')}: ${label}`, onclick: () => show('new', true) }, t('backendForm.replace')),
      state === 'kept' && h('button', { type: 'button', class: 'btn', 'aria-label': t('backendForm.removeNamed', { name: label }), onclick: () => show('gone', true) }, t('backendForm.remove')),
    ];
    fill(box, state === 'new' ? input : h('span', { class: 'note' }, t(state === 'kept' ? 'backendForm.kept' : 'backendForm.removed')), buttons);
    if (focus) (state === 'new' ? input : box.querySelector('button')).focus();
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }

  show(state, false);
  return {
    input,
    part: h('div', { class: 'form-row' }, h('label', { for: id }, label), box, h('small', { id: `${id}-hint` }, hint)),
    willHave: () => state === 'kept' || (state === 'new' && input.value.trim() !== ''),
    /** What is to be sent: nothing to keep it, null to remove it. */
    wish: (name) => (state === 'kept' || (state === 'new' && has && input.value.trim() === '') ? {} : { [name]: state === 'new' ? input.value.trim() || null : null }),
  };
}

/** Header fields; the values of those that there are stay unless they are typed again. */
export function headersField(names) {
  const list = h('div', { class: 'header-list' });
  const add = h('button', { type: 'button', class: 'btn', onclick: () => row('', false).focus() }, icon(icons.plus), t('backendForm.addHeader'));

  function row(name, has) {
    const nameInput = h('input', { class: 'in', value: name, readonly: has, placeholder: 'X-Api-Key', autocomplete: 'off', spellcheck: 'false', 'aria-label': t('backendForm.headerName') });
    const value = h('input', { class: 'in', type: 'password', placeholder: has ? t('backendForm.kept') : null, autocomplete: 'off', 'aria-label': t('backendForm.headerValue', { name }) });
    nameInput.addEventListener('input', () => value.setAttribute('aria-label', t('backendForm.headerValue', { name: nameInput.value })));
    const line = h('div', { class: 'header-row', data: { has: has ? 'yes' : '' } }, nameInput, value,
      h('button', { type: 'button', class: 'btn plain', 'aria-label': t('backendForm.removeNamed', { name }), onclick: () => {
        line.remove();
        add.focus();
      } }, icon(icons.close)));
    list.append(line);
    return nameInput;
  }

  for (const name of names) row(name, true);
  return {
    part: h('fieldset', { class: 'form-row' }, h('legend', {}, t('backendForm.headers')), list, h('div', {}, add)),
    wish: () => [...list.children].map((line) => {
      const [name, value] = line.querySelectorAll('input');
      return { name: name.value.trim(), value: value.value === '' && line.dataset.has ? null : value.value };
    }).filter(({ name, value }) => name !== '' || value !== ''),
  };
}
