// What the server says, in the reader's language: by the code of a sentence, else in its own English. The texts are brought when first needed.

import { language } from './language.js';
import { sentenceIn } from './sentence.js';

let texts = null;
let bringing = null;

/** Brings the texts. They are there when it ends; without them the server's English is shown. */
export function saidTexts() {
  bringing ??= bring();
  return bringing;
}

async function bring() {
  try {
    texts = language === 'en' ? {} : (await import(`../texts/${language}/said/index.js`)).SAID;
  } catch (e) {
    console.warn(`What the server says did not come in ${language}`, e);
    texts = {};
  }
}

/** A sentence of the server, or a part of one (shared/sentence.js); in English before the texts were brought. */
export const say = (sentence) => sentenceIn(texts, sentence);

/** The same as a node, which is put into the reader's language when the texts have come. */
export function saying(sentence) {
  const node = document.createTextNode(say(sentence));
  if (texts === null) saidTexts().then(() => (node.data = say(sentence)));
  return node;
}

/** A text that the page knows by a key of its own, such as what a setting does; else the server's. */
export const sayKey = (key, text) => say({ code: key, text });
