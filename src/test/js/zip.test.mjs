import { entries } from '../assets/settings/zip.js';
import { equal, test, throws } from './runner.mjs';

/** A local header of a zip and the bytes of its file. */
function local(name, text, method = 0) {
  const encode = (words) => [...new TextEncoder().encode(words)];
  const data = encode(text);
  const two = (n) => [n & 255, n >> 8];
  const four = (n) => [...two(n & 65535), ...two(n >>> 16)];
  return [0x50, 0x4b, 3, 4, ...two(10), ...two(0), ...two(method), ...four(0), ...four(0), ...four(data.length), ...four(data.length), ...two(encode(name).length), ...two(2), ...encode(name), 0, 0, ...data];
}

test('the files of a bundle are read as they are', async () => {
  const bytes = new Uint8Array([...local('a.txt', 'words é'), ...local('b.json', ''), 0x50, 0x4b, 1, 2]);
  equal(entries(bytes), [{ name: 'a.txt', text: 'words é' }, { name: 'b.json', text: '' }]);
  equal(entries(new Uint8Array(0)), []);
  await throws(() => entries(new Uint8Array(local('a', 'x', 8))));
});
