import { dimensions, readText, base64, isPicture, readPicture } from '../assets/chat/attach.js';
import { contextOf } from '../assets/chat/context.js';
import { Drafts, forgetDrafts } from '../assets/shared/drafts.js';
import { fieldsOf, filled } from '../assets/chat/prompt-fields.js';
import { keysOf, refusalOf } from '../assets/chat/shortcuts.js';
import { joined, piecesOf } from '../assets/chat/speech.js';
import { detailsOf } from '../assets/models/catalogue.js';
import { check, equal, test, throws } from './runner.mjs';

test('the fields of a prompt are asked once and filled in everywhere', () => {
  const text = 'To {{ language:German }}: {{text}} ({{language}}, {{}}, {{a{b}})';
  equal(fieldsOf(text), [{ name: 'language', value: 'German' }, { name: 'text', value: '' }]);
  equal(filled(text, { language: '$& x', text: '{{language}}' }), 'To $& x: {{language}} ($& x, {{}}, {{a{b}})');
});

test('drafts stay with their person and their chat', async () => {
  localStorage.clear();
  const draft = { text: 'half a question', files: [], images: [], next: [] };
  new Drafts('alice').save('c1', draft);
  equal(new Drafts('alice').now('c1').text, 'half a question');
  equal(new Drafts('alice').now('c2').text, '');
  equal(new Drafts('bob').now('c1').text, '');
  const large = { ...draft, text: 'x'.repeat(5_000_000), files: [{ name: 'a', text: 'b'.repeat(3_000_000) }] };
  new Drafts('alice').save('c1', large);
  let back = null;
  for (let i = 0; i < 100 && back?.files.length !== 1; i++) {
    await new Promise((later) => setTimeout(later, 20));
    back = await new Drafts('alice').whole('c1');
  }
  equal([back.text.length, back.files[0].text.length], [5_000_000, 3_000_000]);
  new Drafts('alice').forget('c1');
  equal(new Drafts('alice').now('c1').text, '');
  equal(localStorage.length, 0);
});

test('who signs out leaves no drafts behind, and takes nobody else\'s away', async () => {
  localStorage.clear();
  const draft = { text: 'half a question', files: [{ name: 'a', text: 'b' }], images: [], next: [] };
  new Drafts('alice').save('c1', draft);
  new Drafts('alice').save(null, draft);
  new Drafts('alicia').save('c1', draft);
  await forgetDrafts('alice');
  equal(Object.keys(localStorage), ['corral.draft.alicia.c1']);
  equal((await new Drafts('alice').whole('c1')).files, []);
  const large = await new Promise((done) => {
    const asked = indexedDB.open('corral', 1);
    asked.onsuccess = () => {
      const keys = asked.result.transaction('drafts').objectStore('drafts').getAllKeys();
      keys.onsuccess = () => done(keys.result);
    };
  });
  equal(large, ['corral.draft.alicia.c1']);
  await forgetDrafts('alicia');
});

test('every kind of picture that is taken says its size before it is unpacked', () => {
  const of = (length, parts) => {
    const bytes = new Uint8Array(length);
    for (const [at, what] of Object.entries(parts)) bytes.set(typeof what === 'string' ? [...what].map((sign) => sign.charCodeAt(0)) : what, Number(at));
    return dimensions(bytes);
  };
  equal(of(40, { 0: 'RIFF', 8: 'WEBPVP8X', 24: [0xff, 0x3f, 0, 0xe7, 0x03, 0] }), { width: 16384, height: 1000 });
  equal(of(40, { 0: 'RIFF', 8: 'WEBPVP8 ', 23: [0x9d, 0x01, 0x2a, 0xff, 0x3f, 0x10, 0] }), { width: 16383, height: 16 });
  equal(of(40, { 0: 'RIFF', 8: 'WEBPVP8L', 20: [0x2f, 0xff, 0xff, 0xff, 0x0f] }), { width: 16384, height: 16384 });
  equal(of(40, { 0: 'BM', 18: [0, 0x10, 0, 0, 0xff, 0xff, 0xff, 0xff] }), { width: 4096, height: 1 });
  equal(of(80, { 4: 'ftypavif', 40: 'ispe', 48: [0, 0, 0x40, 0, 0, 0, 0x80, 0] }), { width: 16384, height: 32768 });
});

test('dictation gives what is final, and ends with or without the rest', async () => {
  class Recognition {
    start() {
      Recognition.last = this;
    }
    stop() {
      this.onend();
    }
    abort() {
      this.onerror({ error: 'aborted' });
      this.onend();
    }
  }
  globalThis.SpeechRecognition = Recognition;
  const { dictate } = await import('../assets/chat/speech.js?stand-in');
  const [heard, ended] = [[], []];
  const begin = () => dictate({ language: 'de', heard: (text) => heard.push(text), ended: (problem) => ended.push(problem) });
  const listening = begin();
  const result = (transcript, isFinal) => Object.assign([{ transcript }], { isFinal });
  Recognition.last.onresult({ resultIndex: 0, results: [result('one', true), result(' two', false)] });
  listening.stop();
  begin().drop();
  equal([heard, ended, Recognition.last.lang, Recognition.last.continuous], [['one'], [null, 'aborted'], 'de', true]);
  delete globalThis.SpeechRecognition;
});

test('what is dictated stands apart from what was there, where words do', () => {
  equal(['', 'Hello', 'Hello ', '(', 'Hello,'].map((before) => before + joined(before, 'you')), ['you', 'Hello you', 'Hello you', '(you', 'Hello, you']);
  equal([joined('Hello', '.'), joined('Hello', ' you'), joined('你好', '世界'), joined('abc', '世界')], ['.', ' you', '世界', '世界']);
});

test('a picture says its size before it is unpacked', () => {
  const png = new Uint8Array(30);
  png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
  equal(dimensions(png), { width: 100000, height: 100000 });
  equal(dimensions(new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 20, 0, 10, 3, 0, 0, 0])), { width: 10, height: 20 });
  equal(dimensions(new Uint8Array(3)), null);
  equal(isPicture({ type: 'image/svg+xml' }), false);
});

test('a picture bomb and what is no picture are refused, a picture is made small', async () => {
  const bomb = new Uint8Array(30);
  bomb.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
  equal((await throws(() => readPicture(new File([bomb], 'b.png', { type: 'image/png' })))).key, 'attach.pictureBomb');
  equal((await throws(() => readPicture(new File(['no'], 'b.png', { type: 'image/png' })))).key, 'attach.pictureBroken');
  equal((await throws(() => readPicture(new File(['no'], 'b.tif', { type: 'image/tiff' })))).key, 'attach.pictureKind');
  const canvas = new OffscreenCanvas(4000, 1000);
  canvas.getContext('2d').fillRect(0, 0, 9, 9);
  const small = await readPicture(new File([await canvas.convertToBlob()], 'a.png', { type: 'image/png' }));
  equal([small.width, small.height, small.type], [1536, 384, 'image/jpeg']);
});

test('text files are read, others refused', async () => {
  equal((await readText(new File(['häß'], 'a.txt'))).text, 'häß');
  equal((await readText(new File([new Uint8Array([0x68, 0xe4, 0xdf])], 'old.txt'))).text, 'häß');
  equal((await throws(() => readText(new File([new Uint8Array([0, 1, 2, 255])], 'a.exe')))).key, 'attach.binary');
  equal(atob(base64(new Uint8Array(100000).fill(65))).length, 100000);
});

test('how much is remembered is what the last answer says', () => {
  const answer = (promptTokens, answerTokens, contextLength) => ({ role: 'assistant', stats: { promptTokens, answerTokens, contextLength } });
  equal(contextOf([answer(10, 5, 100), answer(90, 5, 100), { role: 'assistant' }]), { used: 95, of: 100 });
  equal(contextOf([{ role: 'user' }]), null);
});

test('keys are named the same on every keyboard, and refused where they belong to others', () => {
  const event = (key, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
  equal(keysOf(event('k', { ctrlKey: true })), 'Mod+K');
  equal(keysOf(event('O', { ctrlKey: true, shiftKey: true })), 'Mod+Shift+O');
  equal(keysOf(event('?', { shiftKey: true })), '?');
  equal(keysOf(event('ArrowUp', { altKey: true })), 'Alt+ArrowUp');
  equal([refusalOf('Mod+T', 'new'), refusalOf('Mod+K', 'new'), refusalOf('Mod+K', 'find'), refusalOf('Mod+Shift', 'new'), refusalOf('Mod+J', 'new')], ['keys.reserved', 'keys.taken', null, 'keys.incomplete', null]);
});

test('what is read aloud comes in pieces that browsers do not break off', () => {
  const pieces = piecesOf('One. Two! Three? ' + 'x'.repeat(500) + ' end');
  check(pieces.every((piece) => piece.length <= 220), 'no piece is long');
  equal(pieces[0], 'One. Two! Three?');
});

test('what a model says of itself', () => {
  const known = detailsOf({ parameters: 'temperature   0.6\nstop  "<|im_end|>"\nstop  "x"', model_info: { 'general.architecture': 'q', 'q.context_length': 4096 }, capabilities: ['vision'] });
  equal(known, { parameters: { temperature: '0.6', stop: '"<|im_end|>"' }, contextLength: 4096, capabilities: ['vision'] });
  equal(detailsOf({}), { parameters: {}, contextLength: null, capabilities: [] });
});
