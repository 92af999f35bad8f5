// Adds or changes a backend. What is a secret is never shown: it is kept, replaced or removed.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { get, Problem, send } from '../shared/api.js';
import { confirmDialog, openDialog } from '../shared/dialog.js';
import { day } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { reportView, reportWords } from '../shared/report-view.js';
import { saidTexts } from '../shared/said.js';
import { t } from '../shared/texts.js';
import { headersField, secretField } from './backend-secrets.js';
import { historyView } from './history.js';

const CONFLICT = 409;
const NOTHING = { url: '', name: '', named: false, weight: 1, draining: false, tags: [], slots: null, vram: null, maxLoaded: null, inForce: {}, bearer: false, headers: [], ca: null, authorities: [], certificate: null, own: [], key: false, tlsName: null, proxy: null };

/**
 * Opens the form.
 * @param {Object|null} item the backend as the server told it, or null for a new one
 * @param {string|null} fixedBy where the list of URLs is fixed
 * @param {{saved: (id: string|null) => void}} then told with the id after each change
 */
export function backendForm(item, fixedBy, { saved }) {
  const now = item ?? NOTHING;
  const path = item && `api/v1/backends/${encodeURIComponent(item.id)}`;
  const inputs = {};
  const trouble = h('div', { role: 'alert' });
  const results = h('div', {});
  const bearer = secretField({ id: 'backend-bearer', label: t('backendForm.bearer'), has: now.bearer, hint: t('backendForm.bearerHint') });
  const key = secretField({ id: 'backend-key', label: t('backendForm.key'), has: now.key, hint: t('backendForm.keyHint'), long: true });
  const headers = headersField(now.headers);
  const plain = h('p', { class: 'note', hidden: true }, t('backendForm.plain'));

  function line(name, hint, { value = now[name] ?? '', type = 'text', readonly = false, min, max } = {}) {
    const id = `backend-${name}`;
    inputs[name] = h('input', { id, class: 'in', type, min, max, value: String(value), readonly, autocomplete: 'off', spellcheck: 'false', 'aria-describedby': hint ? `${id}-hint` : null });
    return h('div', { class: 'form-row' }, h('label', { for: id }, t(`backendForm.${name}`)), inputs[name], hint && h('small', { id: `${id}-hint` }, hint));
  }

  function pem(name, facts) {
    const id = `backend-${name}`;
    inputs[name] = h('textarea', { id, class: 'in mono', rows: 4, value: now[name] ?? '', spellcheck: 'false', 'aria-describedby': `${id}-hint` });
    return h('div', { class: 'form-row' }, h('label', { for: id }, t(`backendForm.${name}`)), inputs[name],
      h('small', { id: `${id}-hint` }, t(`backendForm.${name}Hint`), facts.map(({ subject, until }) => h('span', { class: 'fact' }, t('backendForm.until', { subject, day: day(until) })))));
  }

  const group = (name, open, ...fields) => h('details', { class: 'form-group', open }, h('summary', {}, t(`backendForm.${name}`)), h('div', { class: 'form' }, fields));
  const capacityHint = (name) => [t(`backendForm.${name}Hint`), now[name] === null && now.inForce[name] && t('backendForm.inForce', { value: now.inForce[name] })].filter(Boolean).join(' ');
  inputs.draining = h('input', { type: 'checkbox', checked: now.draining });

  const testButton = h('button', { type: 'button', class: 'btn', onclick: () => test() }, t('backendForm.test'));
  const saveButton = h('button', { type: 'submit', class: 'btn primary' }, t('backendForm.save'));
  const form = h('form', { class: 'form', novalidate: true, onsubmit: save, oninput: changed },
    line('url', item && fixedBy ? t('backendForm.urlFixed', { where: fixedBy }) : t('backendForm.urlHint'), { readonly: Boolean(item && fixedBy) }),
    h('div', { class: 'form-pair' }, line('name', t('backendForm.nameHint'), { value: now.named ? now.name : '' }), line('tags', t('backendForm.tagsHint'), { value: now.tags.join(', ') })),
    h('label', { class: 'check' }, inputs.draining, t('backendForm.drain')),
    group('access', now.bearer || now.headers.length > 0, bearer.part, plain, headers.part),
    group('tls', Boolean(now.ca || now.certificate || now.tlsName), pem('ca', now.authorities), pem('certificate', now.own), key.part, line('tlsName', t('backendForm.tlsNameHint'))),
    group('way', Boolean(now.proxy), line('proxy', t('backendForm.proxyHint'))),
    group('capacity', Boolean(now.slots || now.vram || now.maxLoaded || now.weight !== 1),
      h('p', { class: 'note' }, t('backendForm.capacityHint')),
      h('div', { class: 'form-pair' }, line('slots', capacityHint('slots'), { type: 'number', min: 1, max: 10000 }), line('maxLoaded', capacityHint('maxLoaded'), { type: 'number', min: 1, max: 10000 })),
      h('div', { class: 'form-pair' }, line('vram', t('backendForm.vramHint')), line('weight', t('backendForm.weightHint'), { type: 'number', min: 1, max: 100 }))),
    results, trouble,
    h('div', { class: 'dialog-acts' }, item && !fixedBy && h('button', { type: 'button', class: 'btn plain start', onclick: () => askRemove() }, t('backendForm.delete')), testButton, saveButton),
    item && historyView(() => get(`${path}/history`), null).part);
  const dialog = openDialog({ title: item ? t('backendForm.edit', { name: item.name }) : t('backendForm.add'), className: 'wide' }, form);
  inputs.url.focus();

  function changed() {
    plain.hidden = !(/^http:/i.test(inputs.url.value) && bearer.willHave());
  }

  const text = (name) => inputs[name].value.trim() || null;
  const count = (name) => (inputs[name].value.trim() === '' ? null : Number(inputs[name].value));

  const wish = () => ({
    url: inputs.url.value.trim(), name: text('name'), draining: inputs.draining.checked,
    tags: inputs.tags.value.split(',').map((tag) => tag.trim()).filter(Boolean),
    weight: count('weight'), slots: count('slots'), vram: text('vram'), maxLoaded: count('maxLoaded'),
    ...bearer.wish('bearer'), headers: headers.wish(), ca: text('ca'), certificate: text('certificate'), ...key.wish('key'), tlsName: text('tlsName'), proxy: text('proxy'),
  });

  async function test(model = null) {
    busy(true, testButton, 'backendForm.testing');
    fill(trouble);
    try {
      const response = await send('api/v1/backends/test', { method: 'POST', json: { ...wish(), id: item?.id ?? null, model } });
      const [report] = await Promise.all([response.json(), saidTexts()]);
      fill(results, reportView(report, { tryModel: test, put: (url) => {
        inputs.url.value = url;
        inputs.url.focus();
      } }));
      announce(reportWords(report));
    } catch (e) {
      fill(results);
      failed(e, 'backendForm.testFailed');
    }
    busy(false, testButton, 'backendForm.test');
    testButton.focus();
  }

  async function save(event) {
    event.preventDefault();
    busy(true, saveButton, 'backendForm.saving');
    fill(trouble);
    try {
      const response = await send(path ?? 'api/v1/backends', { method: path ? 'PUT' : 'POST', json: path ? { ...wish(), version: item.version } : wish() });
      const done = await response.json();
      announce(t('backendForm.saved', { name: done.name }));
      dialog.close();
      saved(done.id);
    } catch (e) {
      failed(e, 'backendForm.failed');
    }
    busy(false, saveButton, 'backendForm.save');
  }

  function busy(on, button, words) {
    testButton.disabled = on;
    saveButton.disabled = on;
    button.textContent = t(words);
  }

  function failed(e, title) {
    if (!(e instanceof Problem)) throw e;
    const named = e.body?.values?.field;
    const wrong = inputs[named] ?? { bearer: bearer.input, key: key.input }[named];
    wrong?.closest('details')?.setAttribute('open', '');
    wrong?.setAttribute?.('aria-invalid', 'true');
    wrong?.focus?.();
    fill(trouble, problemBox(e, { title: t(title), ...(e.status === CONFLICT && { again: reload, label: t('backendForm.conflict') }) }));
  }

  async function reload() {
    try {
      const fresh = await get(path);
      dialog.close();
      saved(null);
      backendForm(fresh, fixedBy, { saved });
    } catch (e) {
      failed(e, 'backendForm.failed');
    }
  }

  const askRemove = () => confirmDialog({
    title: t('backendForm.deleteTitle', { name: item.name }), text: t('backendForm.deleteText'), act: t('backendForm.remove'),
    run: async () => {
      try {
        await send(`${path}?version=${item.version}`, { method: 'DELETE' });
        dialog.close();
        saved(null);
      } catch (e) {
        failed(e, 'backendForm.failed');
      }
    },
  });
}
