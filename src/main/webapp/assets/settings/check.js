// Says of a text what is wrong with it while it is typed, and offers what was probably meant.

import { fill, h } from '../shared/dom.js';
import { Problem, send } from '../shared/api.js';
import { say, saidTexts } from '../shared/said.js';
import { t } from '../shared/texts.js';

const PAUSE = 350;

/**
 * @param {string} path where to ask
 * @param {(text: string) => void} put takes a suggestion over
 * @returns {{part: HTMLElement, typed: (text: string) => void, clear: () => void}}
 */
export function checkView(path, put) {
  const part = h('div', { class: 'advice', role: 'status' });
  let timer;
  let asking = null;

  function clear() {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
    fill(part);
  }

  function typed(text) {
    clearTimeout(timer);
    asking?.abort();
    timer = setTimeout(() => ask(text), PAUSE);
  }

  async function ask(text) {
    const mine = new AbortController();
    asking = mine;
    try {
      const response = await send(path, { method: 'POST', json: { value: text }, signal: mine.signal });
      const [verdict] = await Promise.all([response.json(), saidTexts()]);
      if (asking === mine) show(verdict);
    } catch (e) {
      // Saving says what is wrong, too; only a mistake of our own must not be hidden.
      if (!(e instanceof Problem) && e.name !== 'AbortError') throw e;
    }
  }

  function show({ said, refused, suggestion }) {
    if (said === null) return fill(part);
    const what = say(said);
    return fill(part,
      h('p', { class: refused ? 'bad' : 'maybe' }, h('b', {}, t(refused ? 'check.wrong' : 'check.maybe')), ' ', what[0].toUpperCase() + what.slice(1), t('check.end')),
      suggestion && h('button', { type: 'button', class: 'btn', onclick: () => {
        clear();
        put(suggestion);
      } }, t('test.use', { url: suggestion })));
  }

  return { part, typed, clear };
}
