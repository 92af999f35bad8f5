import { equivalent, kinds, looksLikeKey, wordsIn } from '../assets/account/snippets.js';
import { textKeys } from '../assets/shared/texts.js';
import { check, equal, test } from './runner.mjs';

const KEY = `crl_${'a'.repeat(49)}`;
const BASE = 'https://ai.example.com:8443/some/where';
const of = (id, model = 'm:1b', key = KEY) => kinds(BASE, key, model).find((kind) => kind.id === id);
const text = (kind) => kind.blocks.map((block) => block.text).join('\n');

test('every example has the address of this server, the key and the model', () => {
  for (const kind of kinds(BASE, KEY, 'm:1b')) {
    check(text(kind).includes(`${BASE}/`), `${kind.id} has the address`);
    check(text(kind).includes(KEY), `${kind.id} has the key`);
    if (kind.id !== 'ollama4j') check(text(kind).includes('m:1b'), `${kind.id} has the model`);
    if (kind.note) check(textKeys().includes(kind.note), `${kind.note} is a text`);
  }
});

test('each kind has the road that its programs take', () => {
  check(text(of('cli')).startsWith(`export OLLAMA_HOST='${BASE}/k/${KEY}'\n`), 'cli');
  check(text(of('openai-python')).includes(`base_url="${BASE}/ollama/v1"`), 'openai-python');
  check(text(of('openai-js')).includes(`baseURL: '${BASE}/ollama/v1'`), 'openai-js');
  check(text(of('anthropic-python')).includes(`base_url="${BASE}/ollama",`), 'anthropic');
  check(text(of('ollama-js')).includes(`headers: { Authorization: 'Bearer ${KEY}' }`), 'ollama-js');
  check(text(of('langchain4j')).includes(`.customHeaders(Map.of("Authorization", "Bearer ${KEY}"))`), 'langchain4j');
});

test('a name with quotes stays inside its quotes', () => {
  const nasty = `it's "x"; rm -rf / #`;
  check(text(of('curl', nasty)).includes(`'{"model":"it'\\''s \\"x\\"; rm -rf / #",`), 'shell');
  check(text(of('openai-js', nasty)).includes(`model: 'it\\'s "x"; rm -rf / #'`), 'JavaScript');
  check(text(of('openai-python', nasty)).includes(`model="it's \\"x\\"; rm -rf / #"`), 'Python');
  check(text(of('cli', nasty)).includes(`ollama run 'it''s "x"; rm -rf / #'`), 'PowerShell');
});

test('what is tried goes the same road with the same key', () => {
  equal(equivalent(of('cli'), KEY, 'm', 'q'), { method: 'GET', path: `k/${KEY}/api/tags`, headers: {} });
  const anthropic = equivalent(of('anthropic-python'), KEY, 'm', 'q');
  equal([anthropic.path, anthropic.headers['x-api-key'], anthropic.headers.Authorization], ['ollama/v1/messages', KEY, undefined]);
  const openai = equivalent(of('openai-compatible'), KEY, 'm', 'q');
  equal([openai.path, openai.headers.Authorization, openai.json.messages], ['ollama/v1/chat/completions', `Bearer ${KEY}`, [{ role: 'user', content: 'q' }]]);
  equal(equivalent(of('curl'), KEY, 'm', 'q').json.stream, false);
});

test('the words of each kind of answer', () => {
  equal(wordsIn(of('curl'), { message: { content: 'a' } }), 'a');
  equal(wordsIn(of('openai-js'), { choices: [{ message: { content: 'b' } }] }), 'b');
  equal(wordsIn(of('anthropic-python'), { content: [{ text: 'c' }, { type: 'x' }, { text: 'd' }] }), 'cd');
  equal(wordsIn(of('cli'), { models: [{ name: 'x:1' }, { name: 'y:2' }] }), 'x:1\ny:2');
  for (const kind of kinds(BASE, KEY, 'm')) for (const garbage of [null, [], 'x', {}, { content: 7, models: 7, choices: 7, message: 7 }]) equal(wordsIn(kind, garbage), null, kind.id);
});

test('a whole key is told from a part', () => {
  equal([KEY, KEY.slice(1), `${KEY}a`, `${KEY} `, 'sk-1'].map(looksLikeKey), [true, false, false, false, false]);
});
