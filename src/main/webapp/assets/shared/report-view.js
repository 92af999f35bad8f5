// The result of a diagnosis, once saidTexts() has ended: each step with its time, what is wrong, what helps, and the offer to ask a model for a few words.

import { h } from './dom.js';
import { duration, size } from './format.js';
import { helpUrl, TOPIC_OF_CAUSE } from './help-topics.js';
import { say } from './said.js';
import { known, t } from './texts.js';

/**
 * @param {Object} report as the server told it
 * @param {{put?: (url: string) => void, tryModel?: (model: string) => void, model?: string}} how `put` takes a URL that probably works, `tryModel` begins
 *   the diagnosis again with a model, `model` is the one to be offered first
 */
export function reportView(report, how = {}) {
  const { url, ok, steps, problem, warnings } = report;
  return h('div', { class: 'report' },
    h('p', { class: 'report-of' }, h('code', {}, url)),
    h('ol', { class: 'steps', 'aria-label': `${t('test.result')} ${url}` }, steps.map(stepView)),
    ok && h('p', { class: warnings.length > 0 ? 'problem mild' : 'problem good' }, goodWords(report)),
    [problem, ...warnings].filter(Boolean).map((finding) => findingView(finding, how)),
    ok && how.tryModel && trial(report, how));
}

/** What a screen reader is told of a report. */
export const reportWords = (report) => (report.ok ? goodWords(report) : whatOf(report.problem));

/** What is wrong, and what helps; once saidTexts() has ended. */
export const whatOf = ({ code, what, values }) => say({ code: `${code}.what`, text: what, values });
export const remedyOf = ({ code, remedy, values }) => say({ code: `${code}.remedy`, text: remedy, values });

const goodWords = ({ version, models }) => t('test.good', { version, n: models });

const stepView = (step) => h('li', {},
  h('span', { class: step.ok ? 'ok' : 'bad' }, h('span', { 'aria-hidden': 'true' }, step.ok ? '✓' : '✕'), h('span', { class: 'unseen' }, t(step.ok ? 'test.ok' : 'test.bad'))),
  h('b', {}, known(`test.step.${step.id}`) ? t(`test.step.${step.id}`) : step.id),
  h('span', {}, say({ code: step.code, text: step.detail, values: step.values })), h('span', { class: 'note' }, step.millis < 1000 ? `${step.millis} ms` : duration(step.millis)));

function findingView(finding, { put }) {
  const { cause, suggestedUrl } = finding;
  const topic = TOPIC_OF_CAUSE[cause];
  return h('div', { class: 'problem mild', data: { cause } }, h('b', {}, whatOf(finding)), h('p', {}, remedyOf(finding)),
    h('div', { class: 'problem-acts' },
      suggestedUrl && put && h('button', { type: 'button', class: 'btn', onclick: () => put(suggestedUrl) }, t('test.use', { url: suggestedUrl })),
      topic && h('a', { href: helpUrl(topic), target: '_blank', rel: 'noopener' }, t('why.help'))),
    suggestedUrl && !put && h('p', {}, t('why.suggested'), ' ', h('code', {}, suggestedUrl)));
}

function trial({ offered, steps }, { tryModel, model }) {
  if (offered.length === 0 || steps.some(({ id }) => id === 'generation')) return null;
  const first = offered.some(({ name }) => name === model) ? model : offered[0].name;
  const select = h('select', { class: 'in', 'aria-label': t('test.model') },
    offered.map((one) => h('option', { value: one.name, selected: one.name === first }, `${one.name} (${size(one.size)})`)));
  return h('div', { class: 'trial' },
    h('p', { class: 'note' }, t('test.trial')),
    h('div', { class: 'trial-row' }, select, h('button', { type: 'button', class: 'btn', onclick: () => tryModel(select.value) }, t('test.ask'))));
}
