// The rules as JSON, to be changed, taken in and exported.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { Problem, send, url } from '../shared/api.js';
import { confirmDialog } from '../shared/dialog.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';
import { dryRunView } from './dry-run.js';
import { comparable, differences } from './merge.js';
import { mergeView } from './merge-view.js';
import { jsonTrouble } from './words.js';

const CONFLICT = 409;
const LARGEST = 1_000_000;

/**
 * @param {{current: () => Object, changed: (policy: Object) => void, reload: () => Promise<void>}} parts
 * @returns {{part: HTMLElement, text: () => string, show: (how: {keepText: boolean}) => void}}
 */
export function policyEditor({ current, changed, reload }) {
  const text = h('textarea', { id: 'policy-json', class: 'in mono', rows: '18', spellcheck: 'false', autocapitalize: 'none', oninput: typed });
  const why = h('input', { id: 'policy-why', class: 'in', type: 'text', maxlength: '500', autocomplete: 'off' });
  const file = h('input', { type: 'file', accept: '.json,application/json', class: 'unseen', tabindex: '-1', 'aria-hidden': 'true', onchange: takeIn });
  const save = h('button', { type: 'submit', class: 'btn primary' }, t('policy.save'));
  const discard = h('button', { type: 'button', class: 'btn', onclick: () => show({}) }, t('policy.discard'));
  const compare = h('button', { type: 'button', class: 'btn', onclick: dryRun }, t('dry.do'));
  const shipped = h('button', { type: 'button', class: 'btn', onclick: askShipped }, t('policy.shipped'));
  const trouble = h('div', { role: 'alert' });
  const outcome = h('div', { 'aria-live': 'polite' });
  const done = h('p', { class: 'note done', tabindex: '-1' });
  const form = h('form', { class: 'form', onsubmit: submit },
    h('div', { class: 'form-row' }, h('label', { for: 'policy-json' }, t('policy.text')), text),
    h('div', { class: 'form-row' }, h('label', { for: 'policy-why' }, t('policy.why')), why),
    trouble, outcome,
    h('div', { class: 'acts-row' }, save, compare, discard,
      h('button', { type: 'button', class: 'btn', onclick: () => file.click() }, t('policy.import')), file, shipped));

  function show({ keepText = false }) {
    const { fixed, source } = current();
    if (!keepText) text.value = current().text;
    text.readOnly = fixed;
    form.querySelectorAll('button, input').forEach((one) => (one.disabled = fixed));
    shipped.hidden = source !== 'database';
    if (!fixed) typed();
  }

  function typed() {
    text.removeAttribute('aria-invalid');
    fill(trouble);
    fill(outcome);
    done.textContent = '';
    save.disabled = compare.disabled = discard.disabled = text.value.trim() === current().text.trim();
  }

  function submit(event) {
    event.preventDefault();
    if (isJson()) store('PUT', 'api/v1/policy', { rules: text.value });
  }

  function isJson() {
    const reason = jsonTrouble(text.value);
    if (reason !== null) failed(new Problem('other', t('policy.notJson', { reason }), { status: 400 }));
    return reason === null;
  }

  async function dryRun() {
    if (!isJson()) return;
    const asked = text.value;
    fill(outcome, h('p', { class: 'note' }, t('dry.doing')));
    try {
      const response = await send('api/v1/policy/dry-run', { method: 'POST', json: { rules: asked } });
      const answer = await response.json();
      if (text.value === asked) fill(outcome, dryRunView(answer));
    } catch (e) {
      fill(outcome);
      failed(e);
    }
  }

  async function store(method, path, change) {
    save.disabled = true;
    save.textContent = t('policy.saving');
    try {
      const response = await send(path, { method, json: { ...change, version: current().version, note: why.value.trim() || null } });
      changed(await response.json());
      why.value = '';
      say(t('policy.done'));
    } catch (e) {
      failed(e);
    } finally {
      save.textContent = t('policy.save');
    }
  }

  function say(words) {
    done.textContent = words;
    announce(words);
    done.focus();
  }

  function failed(e) {
    if (!(e instanceof Problem)) throw e;
    save.disabled = false;
    text.setAttribute('aria-invalid', 'true');
    const conflict = e.status === CONFLICT;
    fill(trouble, problemBox(e, { title: t('policy.failed'), again: conflict ? lookAtNewest : null, label: t('policy.conflict') }));
  }

  /** What both changed is put together rule by rule; where that cannot be, the person compares. */
  async function lookAtNewest() {
    const base = current().text;
    try {
      await reload();
      const [from, theirs, mine] = [base, current().text, text.value].map((one) => JSON.parse(one));
      const policies = { base: from, theirs, mine };
      const parts = [from, theirs, mine].every(comparable) ? differences(policies) : [];
      say(t(parts.length > 0 ? 'merge.told' : 'policy.conflictTold'));
      if (parts.length > 0) fill(outcome, mergeView({ policies, parts, by: current().savedBy, take: (policy) => putTogether(policy) }));
    } catch (e) {
      failed(e);
    }
  }

  function putTogether(policy) {
    text.value = JSON.stringify(policy, null, 2);
    typed();
    say(t('merge.done'));
    text.focus();
  }

  function askShipped() {
    confirmDialog({ title: t('policy.shippedTitle'), text: t('policy.shippedText'), act: t('policy.shippedDo'), run: () => store('POST', 'api/v1/policy/restore', { restore: 0 }) });
  }

  async function takeIn() {
    const [chosen] = file.files;
    file.value = '';
    if (!chosen) return;
    if (chosen.size > LARGEST) {
      failed(new Problem('large', t('policy.fileTooLarge')));
      return;
    }
    text.value = await chosen.text();
    typed();
    text.focus();
  }

  return {
    show,
    text: () => text.value,
    part: h('div', {},
      h('div', { class: 'acts-row' }, h('a', { class: 'btn', href: url('api/v1/policy/export'), download: 'corral-policy.json' }, t('policy.export'))),
      done,
      h('details', { class: 'editor' }, h('summary', {}, t('policy.edit')), form)),
  };
}
