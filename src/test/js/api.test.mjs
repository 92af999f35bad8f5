import { sentenceOf } from '../assets/shared/api.js';
import { parts } from '../assets/chat/thoughts.js';
import { equal, test } from './runner.mjs';

test('the sentence of every kind of error body', () => {
  equal(sentenceOf({ error: 'model not found' }), 'model not found');
  equal(sentenceOf({ error: { message: 'a', type: 'b' } }), 'a');
  equal(sentenceOf({ type: 'about:blank', title: 'T', detail: 'd' }), 'd');
  for (const nothing of [null, {}, { error: '' }, { error: {} }, [], 'x', 7]) equal(sentenceOf(nothing), null);
});

test('thoughts written into the answer are told apart, at every length', () => {
  equal(parts({ text: '<think>a b</think>\n\nc', thinking: '' }), { thinking: 'a b', text: 'c' });
  equal(parts({ text: '<thi', thinking: '' }), { thinking: '', text: '' });
  equal(parts({ text: '<think>a', thinking: '' }), { thinking: 'a', text: '' });
  equal(parts({ text: '<this> is text', thinking: '' }), { thinking: '', text: '<this> is text' });
  equal(parts({ text: 'about <think>', thinking: 't' }), { thinking: 't', text: 'about <think>' });
});
