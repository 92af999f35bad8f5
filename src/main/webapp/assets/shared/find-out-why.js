// Under an error of Ollama's side: for an administrator the button that finds out why, for others what to tell their administrator.

import { fill, h } from './dom.js';
import { announce } from './announce.js';
import { get, Problem, send } from './api.js';
import { moment } from './format.js';
import { reportView, reportWords } from './report-view.js';
import { saidTexts } from './said.js';
import { t } from './texts.js';
import { isAdmin, isUser } from './who.js';

const KINDS = ['upstream', 'unready', 'silent', 'broken'];

/**
 * @param {{kind: string, requestId?: string, at?: number}} problem
 * @param {{model?: string, admin?: boolean}} [how] `model`: the one that was asked; `admin`: by default what shared/who.js knows
 * @returns {HTMLElement|null} null when there is nothing to find out
 */
export function findOutWhy(problem, { model, admin = isAdmin() } = {}) {
  if (!KINDS.includes(problem.kind)) return null;
  if (admin) return forAdmin(model);
  return isUser() ? forOthers(problem) : null;
}

function forOthers({ requestId, at }) {
  const facts = [requestId && t('why.request', { id: requestId }), at && moment(at)].filter(Boolean);
  return h('p', { class: 'why-tell' }, facts.length > 0 ? t('why.tell', { facts: facts.join(', ') }) : t('why.tellOnly'));
}

function forAdmin(model) {
  const button = h('button', { type: 'button', class: 'btn', onclick: () => run() }, t('why.do'));
  const results = h('div', {});

  async function run() {
    button.disabled = true;
    button.textContent = t('why.doing');
    announce(t('why.doing'));
    fill(results);
    try {
      const { backends } = await get('api/v1/status');
      const down = backends.filter(({ health }) => health === 'down');
      for (const { url } of down.length > 0 ? down : backends) await diagnose(url, null);
    } catch (e) {
      results.append(failed(e));
    }
    button.disabled = false;
    button.textContent = t('why.again');
    button.focus();
  }

  async function diagnose(url, asked, place = results.appendChild(h('div', {}))) {
    fill(place, h('p', { class: 'note' }, t(asked ? 'why.asking' : 'why.looking', { url, model: asked })));
    try {
      const response = await send('api/v1/diagnosis', { method: 'POST', json: { url, model: asked } });
      const [report] = await Promise.all([response.json(), saidTexts()]);
      fill(place, reportView(report, { model, tryModel: (name) => diagnose(url, name, place) }),
        report.ok && h('p', { class: 'note' }, t(asked ? 'why.allGood' : 'why.good')));
      announce(reportWords(report));
    } catch (e) {
      fill(place, failed(e));
    }
  }

  return h('div', { class: 'why' }, button, results);
}

/** Not a problem box: that would have this very button in it. */
function failed(e) {
  if (!(e instanceof Problem)) throw e;
  return h('p', { class: 'note' }, `${t('why.failed')} ${e.message}`);
}
