// Reads the entries of a zip that are not compressed. Pure.

const LOCAL = 0x04034b50;
const HEAD = 30;

/**
 * @param {Uint8Array} bytes
 * @returns {Array<{name: string, text: string}>}
 * @throws {Error} for a compressed entry
 */
export function entries(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (from, length) => new TextDecoder().decode(bytes.subarray(from, from + length));
  const found = [];
  let at = 0;
  while (at + HEAD <= bytes.length && view.getUint32(at, true) === LOCAL) {
    if (view.getUint16(at + 8, true) !== 0) throw new Error('A file of the bundle is compressed');
    const length = view.getUint32(at + 18, true);
    const name = view.getUint16(at + 26, true);
    const extra = view.getUint16(at + 28, true);
    found.push({ name: text(at + HEAD, name), text: text(at + HEAD + name + extra, length) });
    at += HEAD + name + extra + length;
  }
  return found;
}
