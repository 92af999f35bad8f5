// Why an answer failed, as a Problem with a kind.

import { Problem } from '../shared/api.js';
import { t } from '../shared/texts.js';

const KINDS = { 403: 'forbidden', 404: 'missing', 413: 'large', 429: 'busy', 502: 'upstream', 503: 'unready', 504: 'silent' };

/** @param {{createdAt?: string, error?: {status?: number, message?: string, requestId?: string}}} message */
export function problemOfAnswer({ createdAt, error = {} }) {
  const { status = 0, message, requestId = null, code, values } = error ?? {};
  const problem = new Problem(KINDS[status] ?? 'broken', message || t('problem.cut'), { status, requestId, at: createdAt ? Date.parse(createdAt) : undefined });
  return code ? Object.assign(problem, { said: { code, text: message, values } }) : problem;
}
