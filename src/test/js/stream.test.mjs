import { EventLines, Lines } from '../assets/shared/stream.js';
import { check, equal, random, test, throws } from './runner.mjs';

/** The values of a body, as a reader of lines gets them. */
async function* values(body) {
  const reader = body.getReader();
  const lines = new Lines();
  for (;;) {
    const { done, value } = await reader.read();
    for (const line of done ? lines.end() : lines.push(value)) yield JSON.parse(line);
    if (done) return;
  }
}

const bytes = (text) => new TextEncoder().encode(text);

function bodyOf(pieces, failure) {
  return new ReadableStream({
    pull(controller) {
      if (pieces.length > 0) controller.enqueue(pieces.shift());
      else if (failure) controller.error(failure);
      else controller.close();
    },
  });
}

async function all(body) {
  const found = [];
  for await (const value of values(body)) found.push(value);
  return found;
}

function cut(data, next) {
  const pieces = [];
  for (let from = 0; from < data.length; ) {
    const to = from + 1 + Math.floor(next() * 7);
    pieces.push(data.slice(from, to));
    from = to;
  }
  return pieces;
}

test('one byte at a time gives the same values', async () => {
  const data = bytes('{"a":"grün 😀"}\n{"b":[1,2]}\n');
  equal(await all(bodyOf([...data].map((b) => Uint8Array.of(b)))), [{ a: 'grün 😀' }, { b: [1, 2] }]);
});

test('any cutting gives the same values, with keep-alive spaces and blank lines between', async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const next = random(seed);
    const expected = Array.from({ length: 1 + Math.floor(next() * 20) }, (_, n) => ({ n, text: '𝄞é\n"\\ ￿ '.repeat(Math.floor(next() * 4)) }));
    const between = () => ['', ' ', '   ', '\n', ' \n \r\n'][Math.floor(next() * 5)];
    const text = expected.map((value) => between() + JSON.stringify(value) + (next() < 0.2 ? '\r\n' : '\n')).join('');
    equal(await all(bodyOf(cut(bytes(text), next))), expected, `seed ${seed}`);
  }
});

test('a last line without a newline counts', async () => {
  equal(await all(bodyOf([bytes('{"a":1}\n{"b":'), bytes('2}')])), [{ a: 1 }, { b: 2 }]);
});

test('a value that is cut off is an error, after the whole ones', async () => {
  const found = [];
  const e = await throws(async () => {
    for await (const value of values(bodyOf([bytes('{"a":1}\n{"b"')]))) found.push(value);
  });
  check(e instanceof SyntaxError, 'a SyntaxError');
  equal(found, [{ a: 1 }]);
});

test('a body that breaks passes its error on', async () => {
  const broken = new TypeError('reset');
  equal(await throws(() => all(bodyOf([bytes('{"a":1}\n')], broken))), broken);
});

test('an endless row of keep-alive spaces takes no room', () => {
  const lines = new Lines();
  for (let i = 0; i < 100000; i++) equal(lines.push(bytes(' ')), []);
  equal(lines.push(bytes('1\n')), ['1']);
});

test('a line without an end is refused before it fills the memory', async () => {
  const lines = new Lines();
  const piece = new Uint8Array(1024 * 1024).fill(0x61);
  await throws(() => {
    for (let i = 0; i < 40; i++) lines.push(piece);
  });
});

test('a long value in small pieces is read in linear time', () => {
  const lines = new Lines();
  const piece = bytes('x'.repeat(100));
  const began = performance.now();
  for (let i = 0; i < 50000; i++) lines.push(piece);
  equal(lines.push(bytes('\n'))[0].length, 5000000);
  check(performance.now() - began < 3000, 'under 3 s');
});

test('server-sent events, cut anywhere, with comments and both ends of lines', () => {
  const text = ': hello\n\nid: b-1\nevent: text\ndata: {"a":\ndata: 1}\n\n: \r\n\r\nid:b-2\r\nevent: end\r\ndata: {}\r\n\r\ndata: left open';
  for (let size = 1; size <= text.length; size++) {
    const reading = new EventLines();
    const found = [];
    for (let i = 0; i < text.length; i += size) found.push(...reading.push(text.slice(i, i + size)));
    equal(found, [{ id: 'b-1', event: 'text', data: '{"a":\n1}' }, { id: 'b-2', event: 'end', data: '{}' }], `in pieces of ${size}`);
  }
});
