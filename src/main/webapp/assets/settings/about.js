// What runs here: Corral, the server under it, each Ollama behind it with what speaks against its version; and the support bundle.

import { fill, h } from '../shared/dom.js';
import { get, Problem } from '../shared/api.js';
import { moment, size } from '../shared/format.js';
import { helpUrl } from '../shared/help-topics.js';
import { problemBox } from '../shared/problem-box.js';
import { remedyOf, whatOf } from '../shared/report-view.js';
import { say, saidTexts } from '../shared/said.js';
import { t } from '../shared/texts.js';
import { supportBundle } from './support.js';

/** A version that is not known yet is there a moment later. */
const ASK_AGAIN = 2500;
const MOST_ASKS = 4;

export function aboutView() {
  const place = h('div', {});

  async function load(asks = MOST_ASKS) {
    if (place.childElementCount === 0) fill(place, h('p', { class: 'note' }, t('about.loading')));
    try {
      const [about] = await Promise.all([get('api/v1/about'), saidTexts()]);
      fill(place, [versions(about), servers(about.backends)]);
      if (asks > 0 && about.backends.some(({ version }) => version === null)) setTimeout(() => place.isConnected && load(asks - 1), ASK_AGAIN);
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      fill(place, problemBox(e, { again: () => load() }));
    }
  }

  load();
  return h('div', {}, place, supportBundle());
}

function versions(about) {
  const rows = [
    ['about.corral', about.version],
    ['about.since', moment(about.startedAt)],
    ['about.server', about.server],
    ['about.java', about.java],
    ['about.os', about.os],
    ['about.database', about.database],
    ['about.machine', t('about.machineIs', { n: about.processors, memory: size(about.memory) })],
    ['about.container', containerWords(about.container)],
  ];
  return h('section', { class: 'card', 'aria-labelledby': 'about-versions' }, h('h2', { id: 'about-versions' }, t('about.versions')),
    h('dl', { class: 'about' }, rows.map(([key, value]) => h('div', {}, h('dt', {}, t(key)), h('dd', {}, value)))));
}

const containerWords = ({ answer, signs }) => (answer === 'no' ? t('about.container.no')
  : t(`about.container.${answer}`, { evidence: signs.map(say).join(', ') }));

function servers(backends) {
  return h('section', { class: 'card', 'aria-labelledby': 'about-ollama' },
    h('h2', { id: 'about-ollama' }, t('about.ollama')),
    h('ul', { class: 'about-servers' }, backends.map(serverView)));
}

const serverView = ({ url, version, lacks, advice }) => h('li', {},
  h('div', { class: 'card-head' }, h('span', { class: 'grow' }, h('code', {}, url)),
    h('span', { class: version === null ? 'chip' : advice.length > 0 ? 'chip warn' : 'chip ok' }, version === null ? t('about.unknown') : t('about.version', { version }))),
  advice.map((finding) => h('div', { class: 'problem mild' }, h('b', {}, whatOf(finding)), h('p', {}, remedyOf(finding)),
    h('div', { class: 'problem-acts' }, h('a', { href: helpUrl('versions') }, t('why.help'))))),
  // What is too old has them in its advice.
  lacks.length > 0 && advice.every(({ cause }) => cause !== 'old-version') && h('details', { class: 'history' }, h('summary', {}, t('about.missing', { n: lacks.length })), h('ul', {}, lacks.map((one) => h('li', {}, say(one))))));
