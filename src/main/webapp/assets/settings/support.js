// Makes a support bundle and shows every file of it before it is saved. What is saved is exactly what was shown.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { Problem, send } from '../shared/api.js';
import { size } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';
import { entries } from './zip.js';

export function supportBundle() {
  const names = h('input', { type: 'checkbox', id: 'support-names' });
  const button = h('button', { type: 'button', class: 'btn', onclick: make }, t('support.make'));
  const place = h('div', {});
  let address = null;

  async function make() {
    button.disabled = true;
    button.textContent = t('support.making');
    fill(place);
    try {
      const response = await send('api/v1/support-bundle', { method: 'POST', json: { names: names.checked } });
      const bytes = await response.arrayBuffer();
      fill(place, bundleView(bytes));
      announce(t('support.made'));
      place.querySelector('a').focus();
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      fill(place, problemBox(e, { again: make }));
    }
    button.disabled = false;
    button.textContent = t('support.again');
  }

  function bundleView(bytes) {
    if (address !== null) URL.revokeObjectURL(address);
    address = URL.createObjectURL(new Blob([bytes], { type: 'application/zip' }));
    const name = `corral-support-${new Date().toISOString().slice(0, 16).replaceAll(/[T:]/g, '-')}.zip`;
    return h('div', { class: 'support-files' },
      h('p', {}, t('support.look')),
      entries(new Uint8Array(bytes)).map((file) => h('details', { class: 'history' },
        h('summary', {}, `${file.name} (${size(file.text.length)})`),
        h('pre', { tabindex: '0', role: 'group', 'aria-label': file.name, class: 'wrapped' }, h('code', { dir: 'ltr' }, file.text)))),
      h('p', {}, h('a', { class: 'btn primary', href: address, download: name }, t('support.save', { size: size(bytes.byteLength) }))));
  }

  return h('section', { class: 'card', 'aria-labelledby': 'support-heading' },
    h('h2', { id: 'support-heading' }, t('support.heading')),
    h('p', { class: 'note' }, t('support.what')),
    h('div', { class: 'acts-row' }, h('label', { class: 'check' }, names, t('support.names'))),
    h('div', { class: 'acts-row' }, button), place);
}
