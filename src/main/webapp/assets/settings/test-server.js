// Asks Corral to try an Ollama server, and shows each step and what would help.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { send } from '../shared/api.js';
import { problemBox } from '../shared/problem-box.js';
import { reportView, reportWords } from '../shared/report-view.js';
import { saidTexts } from '../shared/said.js';
import { t } from '../shared/texts.js';

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
    const urls = input.value.split(';').map((text) => text.trim()).filter(Boolean);
    for (const one of urls) await diagnose(one, null, results.appendChild(h('div', {})));
    button.disabled = false;
    button.textContent = t('test.do');
    button.focus();
  }

  async function diagnose(asked, model, place) {
    fill(place, h('p', { class: 'note' }, t(model ? 'why.asking' : 'why.looking', { url: asked, model })));
    try {
      const response = await send('api/v1/diagnosis', { method: 'POST', json: { url: asked, model } });
      const [report] = await Promise.all([response.json(), saidTexts()]);
      fill(place, reportView(report, {
        put: (url) => put(input.value.replace(asked, url)),
        tryModel: (name) => diagnose(asked, name, place),
      }));
      announce(reportWords(report));
    } catch (e) {
      fill(place, problemBox(e, { again: () => diagnose(asked, model, place) }));
    }
  }

  return h('div', { class: 'server-test' }, button, results);
}
