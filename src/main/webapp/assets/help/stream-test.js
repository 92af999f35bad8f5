// Measures how frames that Corral sends at a known pace arrive in this browser, and says what holds them back.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { send } from '../shared/api.js';
import { number } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { Lines } from '../shared/stream.js';
import { t } from '../shared/texts.js';
import { judge, suspect } from './arrivals.js';

const FORMATS = ['ndjson', 'sse'];
const SVG = 'http://www.w3.org/2000/svg';

export function streamTest() {
  const button = h('button', { type: 'button', class: 'btn primary', onclick: run }, t('stream.do'));
  const results = h('div', {});

  async function run() {
    button.disabled = true;
    button.textContent = t('stream.doing');
    fill(results);
    try {
      const measured = await Promise.all(FORMATS.map(measure));
      fill(results, measured.map(resultView), advice(measured));
      announce(t(`stream.verdict.${worst(measured).judged.verdict}`));
    } catch (e) {
      fill(results, problemBox(e, { again: run }));
    }
    button.disabled = false;
    button.textContent = t('stream.again');
    button.focus();
  }

  return h('div', { class: 'stream-test' }, h('p', { class: 'note' }, t('stream.what')), button, results);
}

/** @returns {Promise<{format: string, pieces: Array<{at: number, frames: number}>, judged: Object, who: Object}>} */
async function measure(format) {
  const began = performance.now();
  const response = await send(`api/v1/stream-test?format=${format}`);
  const reader = response.body.getReader();
  const lines = new Lines();
  const pieces = [];
  let first = null;
  for (;;) {
    const { done, value } = await reader.read();
    const frames = (done ? lines.end() : lines.push(value)).map((line) => JSON.parse(line.replace(/^data: /, '')));
    first ??= frames[0];
    if (frames.length > 0) pieces.push({ at: performance.now() - began, frames: frames.length });
    if (done) break;
  }
  const header = (name) => response.headers.get(name);
  const who = suspect({ server: header('Server'), via: header('Via'), poweredBy: header('X-Powered-By'), accel: header('X-Accel-Buffering'), encoding: header('Content-Encoding') }, first?.seen ?? []);
  return { format, pieces, judged: judge(pieces, first ?? { frames: Infinity, millis: 1 }), who };
}

const ORDER = ['steady', 'lumps', 'atOnce', 'short'];
const worst = (measured) => measured.reduce((one, other) => (ORDER.indexOf(other.judged.verdict) > ORDER.indexOf(one.judged.verdict) ? other : one));

function resultView({ format, pieces, judged }) {
  const good = judged.verdict === 'steady';
  return h('div', { class: 'stream-result', data: { format, verdict: judged.verdict } },
    h('b', { class: good ? 'ok' : 'bad' }, `${good ? '✓' : '✕'} ${t(`stream.format.${format}`)}: ${t(`stream.verdict.${judged.verdict}`)}`),
    ticks(pieces, judged.sent),
    h('p', { class: 'note' }, t('stream.numbers', { n: judged.frames, pieces: number(pieces.length), span: number(judged.span / 1000), sent: number(judged.sent / 1000), largest: number(judged.largest) })));
}

/** Each piece is a line at its time, the higher the more frames it had. */
function ticks(pieces, sent) {
  const whole = Math.max(sent, pieces.at(-1)?.at ?? 0) * 1.02;
  const svg = document.createElementNS(SVG, 'svg');
  for (const [name, value] of Object.entries({ class: 'ticks', viewBox: '0 0 1000 34', preserveAspectRatio: 'none', 'aria-hidden': 'true' })) svg.setAttribute(name, value);
  line(svg, 0, 33, 1000, 33, 'base');
  for (const { at, frames } of pieces) line(svg, (at / whole) * 1000, 33, (at / whole) * 1000, Math.max(2, 26 - frames * 2));
  return svg;
}

function line(svg, x1, y1, x2, y2, name = '') {
  const element = document.createElementNS(SVG, 'line');
  for (const [key, value] of Object.entries({ x1, y1, x2, y2, class: name })) element.setAttribute(key, value);
  svg.append(element);
}

function advice(measured) {
  const { judged, who } = worst(measured);
  const signs = who.signs.length > 0 ? h('p', { class: 'note' }, t('stream.signs'), ' ', h('code', {}, who.signs.join(', '))) : null;
  if (judged.verdict === 'steady') return [h('p', { class: 'problem good' }, t('stream.good')), signs];
  if (judged.verdict === 'short') return [h('p', { class: 'problem mild' }, t('stream.short')), signs];
  const lines = ['nginx', 'httpd', 'iis', 'haproxy'].includes(who.kind);
  return [
    h('div', { class: 'problem mild', data: { kind: who.kind } }, h('b', {}, t(`stream.who.${who.kind}`)), h('p', {}, t(`stream.remedy.${who.kind}`)),
      who.compressed && h('p', {}, t('stream.compressed')),
      h('div', { class: 'problem-acts' }, h('a', { href: lines ? `#proxy-${who.kind}` : '#reverse-proxies' }, t(lines ? 'stream.lines' : 'stream.allLines')))),
    signs,
  ];
}
