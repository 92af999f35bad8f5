// A piece of text to be copied: a label, a button, the text.

import { h } from './dom.js';
import { copy } from './clipboard.js';
import { t } from './texts.js';

/** @param {string} name what a screen reader calls the text */
export function codeBox(label, text, name) {
  const button = h('button', { type: 'button', class: 'btn plain', onclick: () => copy(text, button) }, t('connect.copy'));
  return h('div', { class: 'code' },
    h('div', { class: 'bar' }, h('span', { class: 'lang' }, label), h('span', { class: 'bar-acts' }, button)),
    h('pre', { tabindex: '0', role: 'group', 'aria-label': name }, h('code', { dir: 'ltr' }, text)));
}
