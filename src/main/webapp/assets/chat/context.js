// How much of what the model can remember is used: a bar under the question box that warns before the beginning is forgotten.

import { fill, h } from '../shared/dom.js';
import { number } from '../shared/format.js';
import { t } from '../shared/texts.js';

const WARN_FROM = 0.8;

/** @returns {{used: number, of: number}|null} by the last answer of the branch that says it */
export function contextOf(path) {
  const last = path.findLast((message) => message.stats?.contextLength > 0 && message.stats.promptTokens > 0);
  return last ? { used: last.stats.promptTokens + (last.stats.answerTokens ?? 0), of: last.stats.contextLength } : null;
}

export function contextBar(openParameters) {
  const el = h('span', { class: 'context', hidden: true });
  let key = null;

  function update(path) {
    const now = contextOf(path);
    el.hidden = now === null;
    if (now === null || key === `${now.used}/${now.of}`) return;
    key = `${now.used}/${now.of}`;
    const words = t('context.used', { used: number(now.used), of: number(now.of), percent: Math.min(100, Math.round((100 * now.used) / now.of)) });
    const full = now.used / now.of >= WARN_FROM;
    el.classList.toggle('full', full);
    fill(el, h('meter', { min: 0, max: now.of, value: null, high: now.of * WARN_FROM, 'aria-label': t('context.label') }),
      h('span', {}, words), full && h('button', { type: 'button', class: 'btn plain', onclick: openParameters }, t('context.warn')));
    el.querySelector('meter').value = now.used;
  }

  return { el, update };
}
