// The text of a listing while it is being written: a line that is complete is coloured once and never touched again.

import { h } from '../dom.js';
import { t } from '../texts.js';
import { pieces } from './visible.js';

const MOST_COLOURED = 300_000;

/** Hidden characters are shown as their numbers. */
export const visibly = (text) =>
  pieces(text).map((piece) => (typeof piece === 'string' ? piece : h('span', { class: 'hidden-character', title: t('markdown.hidden') }, piece.hidden)));

let module = null;
let loading = null;

/** Comes once, with the first listing that names a language. */
function load() {
  loading ??= import('./highlight.js').then((loaded) => (module = loaded)).catch((e) => console.warn('Code is not coloured', e));
  return loading;
}

export class CodeText {
  #code;
  #language = null;
  #line = null;
  #state = null;
  #text = '';
  #fixed = '';
  #tail = [];

  constructor(code) {
    this.#code = code;
  }

  /** Shows the text; it may only have grown, otherwise all is built anew. */
  update(text, language) {
    this.#text = text;
    if (language !== this.#language) this.#begin(language);
    if (!text.startsWith(this.#fixed)) this.#reset();
    const end = text.lastIndexOf('\n') + 1;
    for (const node of this.#tail) node.remove();
    if (end > this.#fixed.length) {
      const fresh = document.createDocumentFragment();
      const lines = text.slice(this.#fixed.length, end - 1).split('\n');
      const coloured = this.#line !== null && end < MOST_COLOURED;
      if (coloured) for (const line of lines) append(fresh, [...this.#colour(line), '\n']);
      else append(fresh, visibly(`${lines.join('\n')}\n`));
      join(this.#code, fresh);
      this.#fixed = text.slice(0, end);
    }
    const state = this.#state;
    this.#tail = this.#colour(text.slice(end)).map((part) => (typeof part === 'string' ? document.createTextNode(part) : part));
    this.#state = state;
    this.#code.append(...this.#tail);
  }

  #begin(language) {
    this.#language = language;
    this.#line = module?.highlighter(language) ?? null;
    this.#reset();
    if (language === '' || module) return;
    load().then(() => {
      if (language !== this.#language || !module?.highlighter(language)) return;
      this.#line = module.highlighter(language);
      this.#reset();
      this.update(this.#text, language);
    });
  }

  #reset() {
    this.#code.replaceChildren();
    this.#fixed = '';
    this.#tail = [];
    this.#state = null;
  }

  #colour(line) {
    if (!this.#line) return visibly(line);
    const { tokens, state } = this.#line(line, this.#state);
    this.#state = state;
    return tokens.flatMap(([kind, text]) => (kind === null ? visibly(text) : h('span', { class: `hl-${kind}` }, visibly(text))));
  }
}

/** One text node for texts that follow each other. */
function append(el, parts) {
  for (const part of parts) {
    if (typeof part === 'string' && el.lastChild?.nodeType === Node.TEXT_NODE) el.lastChild.appendData(part);
    else el.append(part);
  }
}

function join(code, fresh) {
  if (fresh.firstChild?.nodeType === Node.TEXT_NODE && code.lastChild?.nodeType === Node.TEXT_NODE) {
    code.lastChild.appendData(fresh.firstChild.data);
    fresh.firstChild.remove();
  }
  code.append(fresh);
}
