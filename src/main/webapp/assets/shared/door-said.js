// The sentence of an error page in the page's own language, where the server has it in English only.

import { byId } from './dom.js';
import { sentenceIn } from './sentence.js';

const place = byId('said');
const { lang } = document.documentElement;

if (lang !== 'en') {
  const { SAID } = await import(`../texts/${lang}/said/index.js`);
  place.textContent = sentenceIn(SAID, JSON.parse(place.dataset.said));
  place.removeAttribute('lang');
}
