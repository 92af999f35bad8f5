// What went wrong, what to do, and the button that does it: shown in the place where it happened.

import { h } from './dom.js';
import { t } from './texts.js';

/**
 * @param {{kind: string, message: string, requestId?: string, retryAfter?: number}} problem
 * @param {{again?: () => void, label?: string, title?: string}} [how]
 */
export function problemBox(problem, { again, label = t('again'), title = titleOf(problem) } = {}) {
  const acts = [];
  if (problem.kind === 'session') acts.push(h('button', { type: 'button', class: 'btn primary', onclick: signInAgain }, t('problem.signIn')));
  else if (again) acts.push(againButton(again, label, problem.retryAfter));
  return h('div', { class: problem.kind === 'session' ? 'problem mild' : 'problem' },
    h('b', {}, title),
    h('p', { dir: 'auto' }, problem.message),
    acts.length > 0 && h('div', { class: 'problem-acts' }, acts),
    problem.requestId && h('small', {}, `${t('problem.request')} `, h('code', {}, problem.requestId)));
}

export const titleOf = (problem) => t(`problem.title.${problem.kind}`);

/** The page keeps everything in this tab; the server asks for the name and brings the reader back. */
const signInAgain = () => location.assign(`${location.pathname}?ended`);

function againButton(again, label, wait) {
  const button = h('button', { type: 'button', class: 'btn', onclick: again }, label);
  if (wait > 0) countDown(button, label, Date.now() + wait * 1000);
  return button;
}

function countDown(button, label, until) {
  const left = Math.ceil((until - Date.now()) / 1000);
  button.disabled = left > 0;
  button.textContent = left > 0 ? t('againIn', { n: left }) : label;
  if (left > 0) setTimeout(() => countDown(button, label, until), 1000);
}
