// The page "Help". Its topics stand in the document itself, one for each language, and can be read without this script, which adds the list, the search and the test of streaming.

import { byId, fill, h } from '../shared/dom.js';
import { url } from '../shared/api.js';
import { startPage } from '../shared/frame.js';
import { HELP_PATH } from '../shared/help-topics.js';
import { language } from '../shared/language.js';
import { t } from '../shared/texts.js';
import { finds, groupsOf } from './topics.js';
import { streamTest } from './stream-test.js';

// Each language has a document of its own; one that is in another is left for that of the reader.
if (byId('main').lang !== language) location.replace(url(HELP_PATH) + location.hash);

const sections = [...document.querySelectorAll('#topics > section')];
const topics = sections.map((section) => ({
  id: section.id,
  group: section.dataset.group,
  title: section.querySelector('h2').textContent,
  text: `${section.textContent} ${section.dataset.words}`,
  section,
}));

const filter = h('input', { type: 'search', class: 'in', 'aria-label': t('help.search'), placeholder: t('help.search'), oninput: sift });
const none = h('p', { class: 'note help-none', role: 'status' });
fill(byId('help-search'), h('div', { class: 'narrow' }, filter), none);

startPage('help', () => {
  fill(byId('stream-test'), streamTest());
  sift();
  goTo();
});
sift();
addEventListener('hashchange', goTo);

/** Shows the topics that have all words, and the list of them. */
function sift() {
  const shown = topics.filter((topic) => finds(topic, filter.value));
  for (const topic of topics) topic.section.hidden = !shown.includes(topic);
  none.textContent = shown.length === 0 ? t('help.none') : filter.value.trim() === '' ? '' : t('help.found', { n: shown.length });
  fill(byId('help-list'), groupsOf(shown).map(({ group, items }) => [
    h('h2', {}, group),
    h('ul', {}, items.map(({ id, title }) => h('li', {}, h('a', { href: `#${id}`, 'aria-current': `#${id}` === location.hash ? 'true' : null }, title)))),
  ]));
}

/** An address that names a topic shows it, also when the search hides it. */
function goTo() {
  const target = document.getElementById(location.hash.slice(1));
  const section = target?.closest('#topics > section');
  if (!section) return;
  if (section.hidden) filter.value = '';
  sift();
  target.scrollIntoView();
  const heading = target === section ? section.querySelector('h2') : target;
  heading.setAttribute('tabindex', '-1');
  heading.focus({ preventScroll: true });
}
