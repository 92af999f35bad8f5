// Asks Corral to try an Ollama server, and shows each step and what would help.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { send } from '../shared/api.js';
import { problemBox } from '../shared/problem-box.js';
import { known, t } from '../shared/texts.js';

/**
 * @param {{value: string}} input the URLs, with ; between them
 * @param {(text: string) => void} put
 */
export function serverTest(input, put) {
  const button = h('button', { type: 'button', class: 'btn', onclick: run }, t('test.do'));
  const results = h('div', {});

  async function run() {
    button.disabled = true;
    button.textContent = t('test.doing');
    fill(results);
    for (const one of input.value.split(';').map((text) => text.trim()).filter(Boolean)) {
      try {
        const response = await send('api/v1/diagnosis', { method: 'POST', json: { url: one } });
        results.append(reportView(await response.json(), one));
      } catch (e) {
        results.append(problemBox(e, { again: run }));
      }
    }
    button.disabled = false;
    button.textContent = t('test.do');
    button.focus();
  }

  function reportView({ url, ok, steps, problem, warnings, version, models }, asked) {
    announce(ok ? t('test.good', { version, models }) : problem.what);
    return h('div', {},
      h('ol', { class: 'steps', 'aria-label': `${t('test.result')} ${url}` }, steps.map((step) => h('li', {},
        h('span', { class: step.ok ? 'ok' : 'bad' }, h('span', { 'aria-hidden': 'true' }, step.ok ? '✓' : '✕'), h('span', { class: 'unseen' }, t(step.ok ? 'test.ok' : 'test.bad'))),
        h('b', {}, known(`test.step.${step.id}`) ? t(`test.step.${step.id}`) : step.id),
        h('span', {}, step.detail), h('span', { class: 'note' }, `${step.millis} ms`)))),
      ok && h('p', { class: 'problem good' }, t('test.good', { version, models })),
      [problem, ...warnings].filter(Boolean).map((finding) => findingView(finding, asked)));
  }

  const findingView = ({ what, remedy, suggestedUrl }, asked) => h('div', { class: 'problem mild' }, h('b', {}, what), h('p', {}, remedy),
    suggestedUrl && h('div', { class: 'problem-acts' },
      h('button', { type: 'button', class: 'btn', onclick: () => put(input.value.replace(asked, suggestedUrl)) }, t('test.use', { url: suggestedUrl }))));

  return h('div', { class: 'server-test' }, button, results);
}
