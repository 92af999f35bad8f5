// A sentence of the server, put together from a text with holes and from its values.

import { moment } from './format.js';
import { language } from './language.js';

const TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z/g;
const plural = new Intl.PluralRules(language);

/** A text with its holes filled, in the form that the number n needs. */
export function filled(found, values) {
  const text = typeof found === 'string' ? found : found[plural.select(Number(values.n))] ?? found.other;
  return text.replace(/\{(\w+)\}/g, (hole, name) => (name in values ? String(values[name]) : hole));
}

/**
 * The sentence in the language of the texts, or in English where they do not have it.
 * @param {?Object<string, string|Object>} texts by code
 * @param {{code: ?string, text: ?string, values: ?Object}} sentence values are texts, numbers, sentences and lists of those
 */
export function sentenceIn(texts, { code, text, values }) {
  const own = code && texts?.[code];
  return own ? filled(own, Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, words(texts, value)]))) : readable(text ?? '');
}

function words(texts, value) {
  if (Array.isArray(value)) return value.map((one) => words(texts, one)).reduce((all, one) => `${all}${/[.。]$/.test(all) ? ' ' : '; '}${one}`);
  return value !== null && typeof value === 'object' ? sentenceIn(texts, value) : readable(String(value));
}

const readable = (text) => text.replace(TIME, (time) => moment(time));
