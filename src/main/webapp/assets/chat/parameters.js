// What a chat tells its model beside the question: the system prompt and Ollama's options, with what the model uses where nothing is said.

import { fill, h } from '../shared/dom.js';
import { get, write } from '../shared/api.js';
import { openDialog } from '../shared/dialog.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';

const enc = encodeURIComponent;
const NUMBERS = [
  ['temperature', { min: 0, max: 2, step: 0.05 }], ['num_ctx', { min: 256, step: 256, max: 10_000_000 }], ['num_predict', { min: -2, step: 1 }], ['seed', { step: 1 }],
  ['top_p', { min: 0, max: 1, step: 0.01 }], ['top_k', { min: 0, step: 1 }], ['min_p', { min: 0, max: 1, step: 0.01 }], ['repeat_penalty', { min: 0, max: 5, step: 0.05 }],
];
const TOP_LOGPROBS = 5;
const OLLAMA = { num_predict: '-1', top_p: '0.9', top_k: '40', temperature: '0.8', repeat_penalty: '1.0', min_p: '0', seed: '0' };

/** Opens the panel of a chat. */
export function openParameters(chat, catalogue) {
  const model = catalogue.forChat(chat);
  const fields = new Fields(chat.about, model ? catalogue.details(model) : Promise.resolve(null));
  const trouble = h('div', {});
  const presets = h('div', {});
  const form = h('form', { novalidate: true, onsubmit: save },
    presets, fields.el, trouble,
    h('div', { class: 'dialog-acts' },
      h('button', { type: 'button', class: 'btn', onclick: () => fields.set({ system: null, parameters: {} }) }, t('parameters.reset')),
      h('button', { type: 'button', class: 'btn', onclick: keepAsPreset }, t('presets.save')),
      h('button', { type: 'submit', class: 'btn primary' }, t('parameters.apply'))));
  const dialog = openDialog({ title: t('parameters.title'), className: 'wide' }, h('p', { class: 'note' }, t('parameters.text', { model: model ?? t('models.none') })), form);
  showPresets();

  async function save(event) {
    event.preventDefault();
    const wrong = fields.problem();
    if (wrong) return tell(wrong);
    try {
      await chat.change(fields.values());
      dialog.close();
    } catch (e) {
      fill(trouble, problemBox(e));
    }
    return undefined;
  }

  function tell(words) {
    fill(trouble, h('p', { class: 'problem', role: 'alert' }, words));
  }

  async function showPresets() {
    try {
      const { items } = await get('api/v1/presets?limit=200');
      if (items.length === 0) return fill(presets);
      const select = h('select', { class: 'in', onchange: () => {
        const preset = items.find((one) => one.id === select.value);
        if (preset) fields.set(preset);
        remove.disabled = !preset;
      } }, h('option', { value: '' }, t('presets.none')), items.map((one) => h('option', { value: one.id }, one.name)));
      const remove = h('button', { type: 'button', class: 'btn', disabled: true, onclick: async () => {
        try {
          await write('DELETE', `api/v1/presets/${enc(select.value)}`);
          await showPresets();
        } catch (e) {
          fill(trouble, problemBox(e));
        }
      } }, t('presets.remove'));
      return fill(presets, h('label', { class: 'stacked' }, h('span', {}, t('presets.choose')), h('div', { class: 'acts-row' }, select, remove)));
    } catch (e) {
      return fill(presets, problemBox(e, { again: showPresets }));
    }
  }

  function keepAsPreset() {
    const wrong = fields.problem();
    if (wrong) return tell(wrong);
    const name = h('input', { class: 'in', required: true, maxlength: '80', autofocus: true });
    const told = h('div', {});
    const box = openDialog({ title: t('presets.save') }, h('form', { onsubmit: async (event) => {
      event.preventDefault();
      try {
        await write('POST', 'api/v1/presets', { name: name.value.trim(), ...fields.values() });
        box.close();
        await showPresets();
      } catch (e) {
        fill(told, problemBox(e));
      }
    } }, h('label', { class: 'stacked' }, h('span', {}, t('presets.name')), name), told,
      h('div', { class: 'dialog-acts' }, h('button', { type: 'submit', class: 'btn primary' }, t('save')))));
    return undefined;
  }
}

/** The fields of the panel; empty means what the model or Ollama has. */
class Fields {
  constructor({ system, parameters }, details) {
    this.system = h('textarea', { class: 'in', rows: '4', dir: 'auto', autofocus: true, placeholder: t('parameters.systemNone') });
    this.numbers = NUMBERS.map(([name, limits]) => ({ name, limits, input: h('input', { type: 'number', class: 'in', inputmode: 'decimal', ...limits, step: 'any' }), hint: h('small', {}) }));
    this.stop = h('textarea', { class: 'in', rows: '2', dir: 'auto' });
    this.think = h('select', { class: 'in' }, ['', 'true', 'false', 'low', 'medium', 'high'].map((value) => h('option', { value }, t(`parameters.think.${value || 'model'}`))));
    this.keep = h('input', { class: 'in', placeholder: '5m', pattern: '-?\\d+(\\.\\d+)?(ns|us|ms|s|m|h)?' });
    this.format = h('textarea', { class: 'in code-in', rows: '3', spellcheck: 'false', placeholder: t('parameters.formatNone') });
    this.logprobs = h('input', { type: 'checkbox' });
    const labelled = (key, input, hint) => h('label', { class: 'stacked' }, h('span', {}, t(key)), input, hint);
    this.el = h('div', {},
      labelled('parameters.system', this.system),
      h('div', { class: 'grid' }, this.numbers.map(({ name, input, hint }) => labelled(`parameters.${name}`, input, hint)),
        labelled('parameters.think', this.think), labelled('parameters.keep_alive', this.keep, h('small', {}, t('parameters.keepHint')))),
      h('details', {}, h('summary', {}, t('parameters.rest')), labelled('parameters.stop', this.stop), labelled('parameters.format', this.format),
        h('label', { class: 'check' }, this.logprobs, t('parameters.logprobs'))));
    this.set({ system, parameters });
    this.#showDefaults(details);
  }

  async #showDefaults(details) {
    const known = await details;
    for (const { name, hint } of this.numbers) {
      const own = known?.parameters?.[name];
      hint.textContent = own !== undefined ? t('parameters.ofModel', { value: own })
        : name === 'num_ctx' ? (known?.contextLength ? t('parameters.contextMost', { n: known.contextLength }) : '')
          : OLLAMA[name] !== undefined ? t('parameters.ofOllama', { value: OLLAMA[name] }) : '';
    }
  }

  set({ system = null, parameters = {} }) {
    const given = parameters ?? {};
    this.rest = Object.fromEntries(Object.entries(given).filter(([name]) => !KNOWN.has(name)));
    this.system.value = system ?? '';
    for (const { name, input } of this.numbers) input.value = given[name] ?? '';
    this.stop.value = [given.stop ?? []].flat().join('\n');
    this.think.value = given.think === undefined ? '' : String(given.think);
    this.logprobs.checked = given.logprobs === true;
    this.top = given.top_logprobs ?? TOP_LOGPROBS;
    this.keep.value = given.keep_alive ?? '';
    this.format.value = given.format === undefined ? '' : typeof given.format === 'string' ? given.format : JSON.stringify(given.format, null, 2);
  }

  /** @returns {string|null} what is wrong, in words */
  problem() {
    for (const { name, limits, input } of this.numbers) {
      if (input.validity.badInput || !within(input.value, limits)) {
        input.focus();
        return t('parameters.wrong', { name: t(`parameters.${name}`) });
      }
    }
    if (!this.keep.checkValidity()) return t('parameters.wrong', { name: t('parameters.keep_alive') });
    const format = this.format.value.trim();
    if (format === '' || format === 'json') return null;
    try {
      const schema = JSON.parse(format);
      return schema !== null && typeof schema === 'object' ? null : t('parameters.wrongFormat');
    } catch {
      return t('parameters.wrongFormat');
    }
  }

  values() {
    const parameters = { ...this.rest };
    for (const { name, input } of this.numbers) if (input.value !== '') parameters[name] = Number(input.value);
    const stop = this.stop.value.split('\n').filter((line) => line !== '');
    if (stop.length > 0) parameters.stop = stop;
    if (this.think.value !== '') parameters.think = { true: true, false: false }[this.think.value] ?? this.think.value;
    if (this.keep.value.trim() !== '') parameters.keep_alive = /^-?\d+$/.test(this.keep.value.trim()) ? Number(this.keep.value) : this.keep.value.trim();
    if (this.logprobs.checked) Object.assign(parameters, { logprobs: true, top_logprobs: this.top });
    const format = this.format.value.trim();
    if (format !== '') parameters.format = format === 'json' ? 'json' : JSON.parse(format);
    return { system: this.system.value.trim() === '' ? null : this.system.value, parameters };
  }
}

const KNOWN = new Set([...NUMBERS.map(([name]) => name), 'stop', 'think', 'keep_alive', 'format', 'logprobs', 'top_logprobs']);
const within = (value, { min = -Infinity, max = Infinity }) => value === '' || (Number(value) >= min && Number(value) <= max);
