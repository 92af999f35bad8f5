// A Modelfile as the request that makes the model. Pure.

const TEXT = { TEMPLATE: 'template', SYSTEM: 'system', RENDERER: 'renderer', PARSER: 'parser', REQUIRES: 'requires' };
const ROLES = ['system', 'user', 'assistant'];

/** What is wrong with a Modelfile. `why` is one of noFrom, file, adapter, unknown, quote, role, value; `line` counts from 1. */
export class BadModelfile extends Error {
  constructor(why, line, word = '') {
    super(why);
    Object.assign(this, { why, line, word });
  }
}

/**
 * @param {string} text
 * @returns {Object} the members of a request to create, without the new model's name
 * @throws {BadModelfile}
 */
export function requestOf(text) {
  const request = {};
  for (const { word, value, line } of instructions(text.replace(/\r\n?/g, '\n'))) take(request, word, value, line);
  if (!request.from) throw new BadModelfile('noFrom', 1);
  return request;
}

function take(request, word, value, line) {
  if (value === '') throw new BadModelfile('value', line, word);
  if (word === 'FROM') request.from = modelOf(value, line);
  else if (word in TEXT) request[TEXT[word]] = value;
  else if (word === 'LICENSE') (request.license ??= []).push(value);
  else if (word === 'PARAMETER') parameter((request.parameters ??= {}), value, line);
  else if (word === 'MESSAGE') (request.messages ??= []).push(message(value, line));
  else throw new BadModelfile(word === 'ADAPTER' ? 'adapter' : 'unknown', line, word);
}

/** A file would have to lie on the Ollama server. */
function modelOf(value, line) {
  if (/^[./~\\]|^[A-Za-z]:[\\/]|\.(gguf|safetensors|bin)$/i.test(value)) throw new BadModelfile('file', line, value);
  return value;
}

function parameter(parameters, text, line) {
  const [, name, rest] = /^(\S+)\s+([^]+)$/.exec(text) ?? [];
  if (!name) throw new BadModelfile('value', line, 'PARAMETER');
  const value = unquoted(rest, line);
  if (name === 'stop') (parameters.stop ??= []).push(value);
  else if (/^-?\d+(\.\d+)?$/.test(value)) parameters[name] = Number(value);
  else parameters[name] = value === 'true' ? true : value === 'false' ? false : value;
}

function message(text, line) {
  const [, role, rest] = /^(\S+)\s+([^]+)$/.exec(text) ?? [];
  if (!ROLES.includes(role)) throw new BadModelfile('role', line, role ?? text);
  return { role, content: unquoted(rest, line) };
}

/** The instructions of a file; what stands in quotes may go over many lines. */
function* instructions(text) {
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const one = lines[at].trim();
    if (one === '' || one.startsWith('#')) continue;
    const [, word, rest] = /^(\S+)\s*(.*)$/.exec(one);
    const line = at + 1;
    let value = rest;
    const quote = /(?:^|\s)("""|")/.exec(rest);
    if (quote && isOpen(value, quote)) {
      value = lines[at].slice(lines[at].indexOf(word) + word.length).trimStart();
      while (isOpen(value, quote)) {
        if (++at >= lines.length) throw new BadModelfile('quote', line, word);
        value += `\n${lines[at]}`;
      }
    }
    const upper = word.toUpperCase();
    yield { word: upper, value: upper === 'PARAMETER' || upper === 'MESSAGE' ? value.trim() : unquoted(value.trim(), line), line };
  }
}

/** Whether text is missing up to the quote that ends what one began. */
function isOpen(value, quote) {
  const [, mark] = quote;
  const from = quote.index + quote[0].length;
  return value.startsWith(mark, from - mark.length) && value.indexOf(mark, from) < 0 && (mark === '"""' || quote.index === 0);
}

function unquoted(text, line) {
  for (const mark of ['"""', '"']) {
    if (!text.startsWith(mark)) continue;
    const end = text.lastIndexOf(mark);
    if (end < mark.length) throw new BadModelfile('quote', line, text);
    return text.slice(mark.length, end);
  }
  return text;
}
