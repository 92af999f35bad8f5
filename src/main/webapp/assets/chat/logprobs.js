// For the curious: how sure the model was of each piece of an answer, and what else it might have written. Loaded when somebody asks.

import { fill, h } from '../shared/dom.js';
import { get } from '../shared/api.js';
import { openDialog } from '../shared/dialog.js';
import { percent } from '../shared/format.js';
import { pieces } from '../shared/markdown/visible.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';

const AT_ONCE = 200;
const OTHERS = 5;
const WHITE = { ' ': '·', '\n': '↵', '\t': '⇥', '\r': '␍' };

/** @param {string} address of the log-probabilities of an answer */
export function openLogprobs(address) {
  const body = h('tbody', {});
  const table = h('table', { class: 'logprobs' },
    h('thead', {}, h('tr', {}, ['logprobs.token', 'logprobs.probability', 'logprobs.others'].map((key) => h('th', { scope: 'col' }, t(key))))), body);
  const place = h('div', {}, h('p', { class: 'note', role: 'status' }, t('loading.short')));
  const more = h('button', { type: 'button', class: 'btn', onclick: () => show() });
  openDialog({ title: t('logprobs.title'), className: 'wide' }, h('p', { class: 'note' }, t('logprobs.text')), place);
  let items = [];
  load();

  async function load() {
    try {
      ({ items } = await get(address));
      fill(place, items.length === 0 ? h('p', { class: 'note' }, t('logprobs.none')) : [table, more]);
      show();
    } catch (e) {
      fill(place, problemBox(e, { again: load }));
    }
  }

  function show() {
    const from = body.rows.length;
    body.append(...items.slice(from, from + AT_ONCE).map(row));
    const left = items.length - body.rows.length;
    more.hidden = left <= 0;
    more.textContent = t('logprobs.more', { n: left });
  }
}

function row(item) {
  const others = (item.top_logprobs ?? []).filter((one) => one.token !== item.token).slice(0, OTHERS);
  const chance = Math.exp(item.logprob);
  const meter = h('meter', { min: 0, max: 1, 'aria-hidden': 'true' });
  meter.value = chance;
  return h('tr', {},
    h('th', { scope: 'row' }, token(item.token)),
    h('td', {}, meter, h('span', {}, percent(chance))),
    h('td', {}, others.map((one) => h('span', { class: 'other' }, token(one.token), ' ', percent(Math.exp(one.logprob))))));
}

/** A piece of text whose spaces and hidden characters can be seen. */
function token(text) {
  const shown = String(text).replace(/[ \n\t\r]/g, (white) => WHITE[white]);
  return h('code', {}, h('bdi', {}, pieces(shown).map((piece) => piece.hidden ?? piece)));
}
