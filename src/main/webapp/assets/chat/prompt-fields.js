// Prompts with places to fill in: {{field}} or {{field:what stands there unless it is changed}}.

import { h } from '../shared/dom.js';
import { openDialog } from '../shared/dialog.js';
import { t } from '../shared/texts.js';

const FIELD = /\{\{\s*([^{}:]{1,60}?)\s*(?::([^{}]*))?\}\}/g;

/** @returns {Array<{name: string, value: string}>} each field once */
export function fieldsOf(text) {
  const fields = new Map();
  for (const [, name, value = ''] of text.matchAll(FIELD)) if (!fields.get(name)) fields.set(name, value.trim());
  return [...fields].map(([name, value]) => ({ name, value }));
}

export const filled = (text, values) => text.replace(FIELD, (hole, name) => values[name] ?? hole);

/** Asks for the fields. @returns {Promise<string|null>} null when the person changed their mind */
export function fillIn(prompt) {
  const fields = fieldsOf(prompt.text);
  if (fields.length === 0) return Promise.resolve(prompt.text);
  return new Promise((done) => {
    let result = null;
    const inputs = fields.map(({ name, value }, i) => [name, h('textarea', { class: 'in', rows: '2', dir: 'auto', value, autofocus: i === 0, onkeydown: (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    } })]);
    const form = h('form', { onsubmit: (event) => {
      event.preventDefault();
      result = filled(prompt.text, Object.fromEntries(inputs.map(([name, input]) => [name, input.value])));
      dialog.close();
    } },
      inputs.map(([name, input]) => h('label', { class: 'stacked' }, h('span', {}, name), input)),
      h('div', { class: 'dialog-acts' }, h('button', { type: 'button', class: 'btn', onclick: () => dialog.close() }, t('cancel')), h('button', { type: 'submit', class: 'btn primary' }, t('prompts.insert'))));
    const dialog = openDialog({ title: `/${prompt.name}` }, form);
    dialog.addEventListener('close', () => done(result));
  });
}
