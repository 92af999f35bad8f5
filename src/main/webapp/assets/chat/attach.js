// Files and pictures on their way into a question. Pictures are made smaller here, so that neither the network nor the model chokes on them.

const LONGEST_SIDE = 1536;
const MOST_PIXELS = 100_000_000;
const LARGEST_PICTURE = 40 * 1024 * 1024;
const LARGEST_TEXT = 10 * 1024 * 1024;
const AS_IT_IS = 300_000;
const QUALITY = 0.85;
const PICTURES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/bmp', 'image/avif'];

/** Why a file was not taken: `key` names the text that says so. */
export class Refused extends Error {
  constructor(key, values = {}) {
    super(key);
    Object.assign(this, { key, values });
  }
}

export const isPicture = (file) => file.type.startsWith('image/') && file.type !== 'image/svg+xml';

/** @returns {Promise<{name: string, type: string, data: string, width: number, height: number}>} `data` in base64 */
export async function readPicture(file) {
  if (file.size > LARGEST_PICTURE) throw new Refused('attach.pictureLarge', { name: file.name });
  if (!PICTURES.includes(file.type)) throw new Refused('attach.pictureKind', { name: file.name });
  const head = dimensions(new Uint8Array(await file.slice(0, 512 * 1024).arrayBuffer()));
  if (head && head.width * head.height > MOST_PIXELS) throw new Refused('attach.pictureBomb', { name: file.name });
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Refused('attach.pictureBroken', { name: file.name });
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  if (scale === 1 && file.size < AS_IT_IS && ['image/png', 'image/jpeg'].includes(file.type)) {
    bitmap.close();
    return { name: file.name, type: file.type, data: base64(new Uint8Array(await file.arrayBuffer())), width, height };
  }
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const [, data] = canvas.toDataURL('image/jpeg', QUALITY).split(',');
  return { name: file.name, type: 'image/jpeg', data, width, height };
}

/** @returns {Promise<{name: string, text: string}>} */
export async function readText(file) {
  if (file.size > LARGEST_TEXT) throw new Refused('attach.textLarge', { name: file.name });
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.includes('\u0000')) throw new TypeError('binary');
    return { name: file.name, text };
  } catch {
    if (looksLikeText(bytes)) return { name: file.name, text: new TextDecoder('windows-1252').decode(bytes) };
    throw new Refused('attach.binary', { name: file.name });
  }
}

/** Old files in one byte for each letter have no control characters. */
const looksLikeText = (bytes) => bytes.subarray(0, 100_000).every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13);

export function base64(bytes) {
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}

/** What a picture says about its size before anything is unpacked; null when it is not known. */
export function dimensions(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length > 24 && view.getUint32(0) === 0x89504e47) return { width: view.getUint32(16), height: view.getUint32(20) };
  if (bytes.length > 10 && view.getUint32(0) === 0x47494638) return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (bytes.length > 30 && view.getUint32(0) === 0x52494646) return sizeOfWebp(view);
  if (bytes.length > 26 && view.getUint16(0) === 0x424d) return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
  if (bytes.length > 12 && view.getUint32(4) === 0x66747970) return sizeOfAvif(view);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let i = 2; i + 9 < bytes.length; ) {
    if (bytes[i] !== 0xff) return null;
    const kind = bytes[i + 1];
    if (kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind)) return { width: view.getUint16(i + 7), height: view.getUint16(i + 5) };
    i += 2 + view.getUint16(i + 2);
  }
  return null;
}

/** In its three ways of packing: with features, lossy, lossless. */
function sizeOfWebp(view) {
  const kind = view.getUint32(12);
  if (kind === 0x56503858) return { width: 1 + (view.getUint32(23, true) >>> 8), height: 1 + (view.getUint32(26, true) >>> 8) };
  if (kind === 0x56503820) return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  const bits = view.getUint32(21, true);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}

/** The largest of the sizes that its parts have. */
function sizeOfAvif(view) {
  let largest = null;
  for (let i = 8; i + 16 <= Math.min(view.byteLength, 65_536); i++) {
    if (view.getUint32(i) !== 0x69737065) continue;
    const found = { width: view.getUint32(i + 8), height: view.getUint32(i + 12) };
    if (!largest || found.width * found.height > largest.width * largest.height) largest = found;
  }
  return largest;
}
