// Puts the page together: asks who is signed in, then builds the parts and lets them talk to each other.

import { byId, fill, h } from '../shared/dom.js';
import { get, Problem } from '../shared/api.js';
import { pageInfo } from '../shared/page-info.js';
import { Preferences } from '../shared/preferences.js';
import { problemBox } from '../shared/problem-box.js';
import { chooseLanguage, chosenLanguage, LANGUAGES } from '../shared/language.js';
import { t } from '../shared/texts.js';
import { setMe } from '../shared/who.js';
import { build } from './page.js';

start();

async function start() {
  if (location.search === '?ended') history.replaceState(null, '', location.pathname + location.hash);
  fill(byId('alone'), h('p', { class: 'alone note' }, t('loading')));
  try {
    const [me, info, preferences] = await Promise.all([get('api/v1/me'), pageInfo(), new Preferences().load()]);
    setMe(me);
    if (takeLanguage(preferences)) return;
    fill(byId('alone'));
    build(me, info, preferences);
  } catch (e) {
    if (!(e instanceof Problem)) throw e;
    fill(byId('alone'), h('div', { class: 'alone' }, problemBox(e, { again: start })));
  }
}

/** A language that was chosen in another browser holds here, too. */
function takeLanguage(preferences) {
  const wanted = preferences.get('language');
  if (!wanted || wanted === chosenLanguage() || !Object.hasOwn(LANGUAGES, wanted)) return false;
  chooseLanguage(wanted);
  if (chosenLanguage() !== wanted) return false;
  location.reload();
  return true;
}
