// Every word of the page, by key, in the reader's language. {name} is filled in; a text with plural forms is an object
// {one, few, many, other} by the rules of Intl.PluralRules for the value n.

import { language } from './language.js';
import { filled } from './sentence.js';

const TEXTS = await load(language);

document.documentElement.lang = language;

async function load(name) {
  try {
    return (await import(`../texts/${name}/index.js`)).TEXTS;
  } catch (e) {
    if (name === 'en') throw e;
    console.warn(`The texts in ${name} did not come`, e);
    return load('en');
  }
}

/**
 * The text of a key.
 * @param {Object<string, string|number>} [values] by the names in the text
 */
export function t(key, values = {}) {
  const found = TEXTS[key];
  if (found === undefined) throw new Error(`There is no text ${key}`);
  return filled(found, values);
}

/** Whether there is such a text. */
export const known = (key) => key in TEXTS;

/** Keys that exist, for tests. */
export const textKeys = () => Object.keys(TEXTS);
