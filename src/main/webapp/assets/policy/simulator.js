// This person, this request: what the policy says, which rule says it, and what would have to change.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { get, Problem, send } from '../shared/api.js';
import { problemBox } from '../shared/problem-box.js';
import { saying } from '../shared/said.js';
import { t } from '../shared/texts.js';
import { OPERATIONS, needsModel, question } from './question.js';
import { jsonTrouble } from './words.js';

const ROLES = ['user', 'admin', 'auditor'];
const SCOPES = ['ollama', 'api', 'metrics'];
const METHODS = ['POST', 'GET', 'DELETE', 'HEAD', 'PUT', 'PATCH'];

/** @param {() => string} edited the text in the editor */
export function simulator(edited) {
  const text = (id, more = {}) => h('input', { id: `sim-${id}`, class: 'in', type: 'text', autocomplete: 'off', spellcheck: 'false', ...more });
  const row = (id, field, hint) => h('div', { class: 'form-row' }, h('label', { for: `sim-${id}` }, t(`sim.${id}`)), field, hint && h('small', { id: `sim-${id}-hint` }, t(hint)));
  const picks = (legend, type, name, values, chosen, words) => h('fieldset', { class: 'form-row' }, h('legend', {}, t(legend)),
    h('div', { class: 'acts-row' }, values.map((value) => h('label', { class: 'check' }, h('input', { type, name, value, checked: chosen === value }), words(value)))));

  const name = text('name', { required: true });
  const groups = text('groups', { 'aria-describedby': 'sim-groups-hint' });
  const operation = h('select', { id: 'sim-operation', class: 'in', onchange: update }, OPERATIONS.map((one) => h('option', { value: one }, one)));
  const known = h('datalist', { id: 'sim-models' });
  const model = text('model', { list: 'sim-models' });
  const members = text('members', { class: 'in mono', 'aria-describedby': 'sim-members-hint', oninput: () => members.setCustomValidity('') });
  const method = h('select', { id: 'sim-method', class: 'in' }, METHODS.map((one) => h('option', { value: one }, one)));
  const path = text('path', { class: 'in mono', value: '/api/chat' });
  const body = h('textarea', { id: 'sim-body', class: 'in mono', rows: '4', spellcheck: 'false' });
  const modelRow = row('model', model);
  const byOperation = h('div', { class: 'sim-columns' }, row('operation', operation), modelRow, row('members', members, 'sim.membersHint'));
  const byRequest = h('div', { class: 'sim-columns' }, row('method', method), row('path', path), row('body', body));
  const go = h('button', { type: 'submit', class: 'btn primary sim-do' }, t('sim.do'));
  const result = h('div', {});
  const form = h('form', { class: 'form', onsubmit: submit, onchange: update },
    h('div', { class: 'sim-columns' }, row('name', name), row('groups', groups, 'sim.groupsHint')),
    picks('sim.roles', 'checkbox', 'role', ROLES, 'user', (one) => t(`policy.role.${one}`)),
    picks('sim.scopes', 'checkbox', 'scope', SCOPES, null, (one) => t(`keys.scope.${one}`)),
    picks('sim.kind', 'radio', 'kind', ['operation', 'request'], 'operation', (one) => t(`sim.kind.${one}`)),
    byOperation, byRequest, known,
    picks('sim.rules', 'radio', 'rules', ['now', 'edited'], 'now', (one) => t(`sim.rules.${one}`)),
    h('div', { class: 'acts-row' }, go), result);

  const chosen = (field) => [...form.querySelectorAll(`input[name=${field}]:checked`)].map((one) => one.value);

  function update() {
    const request = chosen('kind')[0] === 'request';
    byRequest.hidden = !request;
    byOperation.hidden = request;
    modelRow.hidden = !needsModel(operation.value);
    model.required = !request && needsModel(operation.value);
    path.required = request;
  }

  async function submit(event) {
    event.preventDefault();
    const wrong = members.value.trim() !== '' && !byOperation.hidden ? jsonTrouble(members.value) : null;
    members.setCustomValidity(wrong === null ? '' : t('policy.notJson', { reason: wrong }));
    if (!form.reportValidity() || go.disabled) return;
    go.disabled = true;
    try {
      const response = await send('api/v1/policy/simulate', { method: 'POST', json: question({
        name: name.value, roles: chosen('role'), groups: groups.value, scopes: chosen('scope'), kind: chosen('kind')[0],
        operation: operation.value, model: model.value, members: members.value, method: method.value, path: path.value, body: body.value,
        rules: chosen('rules')[0] === 'edited' ? edited() : null,
      }) });
      tell(await response.json());
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      fill(result, problemBox(e));
    } finally {
      go.disabled = false;
    }
  }

  function tell({ allowed, status, rule, reason, said, steps }) {
    const title = t(allowed ? 'sim.allowed' : 'sim.refused', { status });
    fill(result, h('div', { class: allowed ? 'problem good' : 'problem' },
      h('b', {}, title), rule && [' ', h('span', {}, t('sim.by'), ' ', h('code', {}, rule))],
      reason && h('p', {}, said ? saying(said.reason) : reason),
      said?.where && h('p', {}, saying(said.where)),
      steps.length > 0 && h('ul', { class: 'sim-steps' }, steps.map(step))));
    announce(title);
  }

  const step = ({ operation: one, model: of, allowed, rule, said: { changes } }) => h('li', {},
    h('span', { class: `chip ${allowed ? 'ok' : 'bad'}` }, t(allowed ? 'sim.step.allowed' : 'sim.step.refused')), ' ',
    h('code', {}, of ? `${one} ${of}` : one), ' ', rule && [t('sim.by'), ' ', h('code', {}, rule)],
    changes.length > 0 && h('ul', {}, changes.map((change) => h('li', {}, saying(change)))));

  get('ollama/api/tags').then(({ models = [] }) => fill(known, models.map((one) => h('option', { value: one.name }))), () => {});
  update();
  return h('div', {}, h('p', { class: 'note' }, t('sim.lead')), form);
}
