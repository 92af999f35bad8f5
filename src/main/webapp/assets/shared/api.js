// The one place that talks to the server. Everything that can go wrong becomes a Problem with a kind and a sentence.

import { say, saidTexts } from './said.js';
import { t } from './texts.js';

const ROOT = new URL('../../', import.meta.url);
const KINDS = { 401: 'session', 403: 'forbidden', 404: 'missing', 409: 'conflict', 413: 'large', 429: 'busy', 502: 'upstream', 503: 'unready', 504: 'silent' };

/** The absolute address of a path below the context path. */
export const url = (path) => new URL(path, ROOT).href;

/**
 * Why a request failed. `kind` is one of network, session, forbidden, missing, conflict, large, busy, upstream, unready, silent, broken, other;
 * `message` is a sentence for people; `requestId`, `retryAfter` (seconds) and `body` (what the server said) may be null; `at` is when it
 * happened, in milliseconds.
 */
export class Problem extends Error {
  constructor(kind, message, { status = 0, requestId = null, retryAfter = null, body = null, at = Date.now() } = {}) {
    super(message);
    Object.assign(this, { name: 'Problem', kind, status, requestId, retryAfter, body, at });
  }
}

/**
 * Sends a request and returns the response when its status is 2xx; throws a Problem, or an AbortError when stopped by `signal`.
 * What is sent is `json`, or `body` as it is (a file, say) with the media type `type`.
 * @param {{method?: string, json?: Object, body?: Blob, type?: string, headers?: Object<string, string>, signal?: AbortSignal}} [how]
 */
export async function send(path, { method = 'GET', json, body, type, headers, signal } = {}) {
  const response = await call(path, { method, json, body, type, headers, signal });
  if (response.type === 'opaqueredirect') throw new Problem('session', t('problem.session'));
  if (!response.ok) throw await refusal(response, signal);
  return response;
}

/**
 * Sends a file and tells how much of it is gone, which fetch cannot; ends like send, without what the server says.
 * @param {{body: Blob, headers?: Object<string, string>, signal: AbortSignal, progress: (bytes: number) => void}} how
 */
export function upload(path, { body, headers = {}, signal, progress }) {
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    const network = () => reject(new Problem('network', t(navigator.onLine === false ? 'problem.offline' : 'problem.network')));
    request.upload.onprogress = ({ loaded }) => progress(loaded);
    request.onerror = network;
    request.onabort = () => reject(signal.reason);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return resolve();
      const facts = ['X-Request-Id', 'Retry-After'].map((name) => [name, request.getResponseHeader(name) ?? '']);
      return refusal(new Response(request.responseText, { status: request.status, headers: facts })).then(reject, network);
    };
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.open('POST', url(path));
    for (const [name, value] of Object.entries({ 'X-Corral-Page': '1', 'Content-Type': 'application/octet-stream', ...headers })) request.setRequestHeader(name, value);
    request.send(body);
  });
}

/** GET of a JSON document. */
export const get = (path, signal) => jsonOf(send(path, { signal }), signal);

/** A request that writes; what the server answers, or null where it says nothing. */
export const write = (method, path, json) => jsonOf(send(path, { method, json }));

async function jsonOf(sent, signal) {
  const response = await sent;
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch (e) {
    if (signal?.aborted) throw e;
    throw new Problem('broken', t('problem.notJson'), { status: response.status, requestId: idOf(response) });
  }
}

/** Ends the session. The server answers with a redirect, which is not followed here. */
export async function signOut() {
  const response = await call('logout', { method: 'POST' });
  if (response.type !== 'opaqueredirect' && !response.ok && response.status !== 401) throw await refusal(response);
}

/**
 * A request as a program makes it: with a key in the headers or in the path, without the session. Every answer is returned, whatever its status.
 * @param {{method: string, path: string, headers: Object<string, string>, json?: Object}} request
 */
export const sendAsProgram = (request, signal) => call(request.path, { ...request, signal, credentials: 'omit' });

/** The Problem that an error's answer to a program stands for, in the server's own words. */
export const problemOf = (response, signal) => refusal(response, signal, true);

async function call(path, { method, json, body: raw, type, signal, headers: more = {}, credentials = 'same-origin' }) {
  const headers = { 'X-Corral-Page': '1', ...more };
  if (json !== undefined) headers['Content-Type'] = 'application/json';
  if (type !== undefined) headers['Content-Type'] = type;
  const body = json === undefined ? raw : JSON.stringify(json);
  try {
    return await fetch(url(path), { method, headers, body, signal, credentials, cache: 'no-store', redirect: 'manual' });
  } catch (e) {
    if (signal?.aborted) throw e;
    throw new Problem('network', t(navigator.onLine === false ? 'problem.offline' : 'problem.network'));
  }
}

async function refusal(response, signal, toProgram = false) {
  const kind = KINDS[response.status] ?? 'other';
  const facts = { status: response.status, requestId: idOf(response), retryAfter: secondsOf(response.headers.get('Retry-After')) };
  let body = null;
  try {
    body = JSON.parse(await response.text());
  } catch (e) {
    if (signal?.aborted) throw e;
  }
  facts.body = body;
  if (kind === 'session' && !toProgram) return new Problem(kind, t('problem.session'), facts);
  const sentence = body?.code && !toProgram ? await inTheirWords(body) : sentenceOf(body)?.replace(` (request ${facts.requestId})`, '');
  return new Problem(kind, sentence ?? t(fallback(response.status), { status: response.status }), facts);
}

async function inTheirWords({ code, detail, values }) {
  await saidTexts();
  return say({ code, text: detail, values });
}

const fallback = (status) => (status >= 500 ? 'problem.server' : 'problem.refused');
const idOf = (response) => response.headers.get('X-Request-Id');

/** Retry-After as seconds or as a date → seconds, or null. */
function secondsOf(value) {
  if (!value) return null;
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - Date.now()) / 1000);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

/** The sentence of an error body in any of the formats that the server speaks, or null. */
export function sentenceOf(body) {
  const found = [body?.error?.message, body?.error, body?.detail].find((text) => typeof text === 'string' && text.trim() !== '');
  return found ?? null;
}
