// The tools that a model asked for: their names and what it gave them.

import { h } from '../shared/dom.js';
import { codeBox } from '../shared/code-box.js';
import { t } from '../shared/texts.js';

/** @param {Array<{function?: {name?: string, arguments?: any}}>} [calls] as Ollama writes them */
export function toolCalls(calls) {
  if (!Array.isArray(calls)) return null;
  return calls.map((call) => {
    const { name = t('tools.unnamed'), arguments: given = {} } = call?.function ?? {};
    const text = typeof given === 'string' ? given : JSON.stringify(given, null, 2);
    return h('details', { class: 'think' }, h('summary', {}, t('tools.called', { name: String(name) })), codeBox('json', text, t('tools.given')));
  });
}
