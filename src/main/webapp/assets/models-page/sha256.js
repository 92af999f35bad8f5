// SHA-256 piece by piece (FIPS 180-4): what the browser has takes only what is in memory as a whole. Pure.

const K = constants(64, 1 / 3);
const START = constants(8, 1 / 2);

/** The first bits of the fractions of roots of primes. */
function constants(count, power) {
  const found = new Int32Array(count);
  for (let n = 0, candidate = 2; n < count; candidate++) {
    if (isPrime(candidate)) found[n++] = fraction(candidate, power);
  }
  return found;
}

function isPrime(n) {
  for (let i = 2; i * i <= n; i++) if (n % i === 0) return false;
  return true;
}

function fraction(n, power) {
  const root = n ** power;
  return ((root - Math.floor(root)) * 2 ** 32) | 0;
}

export class Sha256 {
  #state = START.slice();
  #block = new Uint8Array(64);
  #held = 0;
  #bytes = 0;
  #words = new Int32Array(64);

  /** @param {Uint8Array} data */
  push(data) {
    this.#bytes += data.length;
    let at = 0;
    if (this.#held > 0) {
      at = Math.min(64 - this.#held, data.length);
      this.#block.set(data.subarray(0, at), this.#held);
      this.#held += at;
      if (this.#held < 64) return this;
      this.#mix(this.#block, 0);
      this.#held = 0;
    }
    for (; at + 64 <= data.length; at += 64) this.#mix(data, at);
    this.#block.set(data.subarray(at));
    this.#held = data.length - at;
    return this;
  }

  /** @returns {string} 64 hexadecimal digits; nothing can be pushed after it */
  hex() {
    const bytes = this.#bytes;
    const end = new Uint8Array((this.#held < 56 ? 64 : 128) - this.#held);
    end[0] = 0x80;
    const view = new DataView(end.buffer);
    view.setUint32(end.length - 8, Math.floor(bytes / 2 ** 29));
    view.setUint32(end.length - 4, (bytes % 2 ** 29) * 8);
    this.push(end);
    return [...this.#state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #mix(data, from) {
    const w = this.#words;
    for (let i = 0, at = from; i < 16; i++, at += 4) w[i] = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    const state = this.#state;
    let a = state[0];
    let b = state[1];
    let c = state[2];
    let d = state[3];
    let e = state[4];
    let f = state[5];
    let g = state[6];
    let h = state[7];
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const one = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
}
