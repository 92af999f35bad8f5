// What went wrong, what to do, and the button that does it: shown in the place where it happened.

import { h } from './dom.js';
import { findOutWhy } from './find-out-why.js';
import { helpUrl, TOPIC_OF_KIND } from './help-topics.js';
import { saying } from './said.js';
import { t } from './texts.js';
import { isUser } from './who.js';

/**
 * @param {{kind: string, message: string, said?: Object, requestId?: string, retryAfter?: number, at?: number}} problem `said` is the sentence of an answer
 * @param {{again?: () => void, label?: string, title?: string, model?: string}} [how] `model` is the one that was asked, for finding out why
 */
export function problemBox(problem, { again, label = t('again'), title = titleOf(problem), model } = {}) {
  const acts = [];
  if (problem.kind === 'session') acts.push(h('button', { type: 'button', class: 'btn primary', onclick: signInAgain }, t('problem.signIn')));
  else if (again) acts.push(againButton(again, label, problem.retryAfter));
  // Whoever is not signed in would only be sent to the login.
  const topic = isUser() && problem.kind !== 'session' ? TOPIC_OF_KIND[problem.kind] : undefined;
  const why = findOutWhy(problem, { model });
  return h('div', { class: problem.kind === 'session' ? 'problem mild' : 'problem' },
    h('b', {}, title),
    h('p', { dir: 'auto' }, problem.said ? saying(problem.said) : problem.message),
    (acts.length > 0 || topic) && h('div', { class: 'problem-acts' }, acts,
      topic && h('a', { href: helpUrl(topic), target: '_blank', rel: 'noopener' }, t('problem.help'))),
    why,
    problem.requestId && !why?.matches('.why-tell') && h('small', {}, `${t('problem.request')} `, h('code', {}, problem.requestId)));
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
