// Newline-delimited JSON as it arrives: pieces may end anywhere, also inside a character, a word or a number.

const LONGEST = 32 * 1024 * 1024;

/** Cuts bytes into lines of text. The tail of one piece is carried over to the next. */
export class Lines {
  #decoder = new TextDecoder('utf-8');
  #parts = [];
  #held = 0;

  /** @returns {string[]} the lines that this piece completes, without blank ones */
  push(bytes) {
    return this.#take(this.#decoder.decode(bytes, { stream: true }));
  }

  /** @returns {string[]} what was left without a newline at its end */
  end() {
    const lines = this.#take(this.#decoder.decode());
    const last = this.#parts.join('').trim();
    this.#parts = [];
    this.#held = 0;
    return last === '' ? lines : [...lines, last];
  }

  #take(text) {
    const pieces = text.split('\n');
    if (pieces.length === 1) {
      this.#hold(text);
      return [];
    }
    const lines = [this.#parts.join('') + pieces[0], ...pieces.slice(1, -1)];
    this.#parts = [];
    this.#held = 0;
    this.#hold(pieces[pieces.length - 1]);
    return lines.map((line) => line.trim()).filter((line) => line !== '');
  }

  #hold(text) {
    // A keep-alive is a space before the next value: never let spaces alone pile up.
    const kept = this.#held === 0 ? text.trimStart() : text;
    if (kept === '') return;
    this.#held += kept.length;
    if (this.#held > LONGEST) throw new SyntaxError('A line is too long');
    this.#parts.push(kept);
  }
}

/**
 * The JSON values of a response body, one by one.
 * @param {ReadableStream<Uint8Array>} body
 * @param {() => void} [onBytes] called for every piece, also for one that completes nothing
 * @throws {SyntaxError} when a line is no JSON; whatever the body throws when it breaks
 */
export async function* values(body, onBytes = () => {}) {
  const reader = body.getReader();
  const lines = new Lines();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (!done) onBytes();
      for (const line of done ? lines.end() : lines.push(value)) yield JSON.parse(line);
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
