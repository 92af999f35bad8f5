// Lines of JSON and server-sent events as they arrive: pieces may end anywhere, also inside a character, a word or a number.

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
 * The events of a text/event-stream, one by one.
 * @param {ReadableStream<Uint8Array>} body
 * @param {() => void} [onBytes] called for every piece, also for a comment
 * @returns {AsyncGenerator<{id: string, event: string, data: string}>}
 */
export async function* serverEvents(body, onBytes = () => {}) {
  const reader = body.getReader();
  const decoder = new TextDecoder('utf-8');
  const reading = new EventLines();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes();
      yield* reading.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Lines to events, as the standard says; the tail is carried over. */
export class EventLines {
  #tail = '';
  #id = '';
  #event = '';
  #data = [];

  /** @returns {Array<{id: string, event: string, data: string}>} the events that this text completes */
  push(text) {
    const lines = (this.#tail + text).split('\n');
    this.#tail = lines.pop();
    if (this.#tail.length > LONGEST) throw new SyntaxError('A line is too long');
    const complete = [];
    for (const line of lines) this.#take(line.endsWith('\r') ? line.slice(0, -1) : line, complete);
    return complete;
  }

  #take(line, complete) {
    if (line === '') {
      if (this.#data.length > 0) complete.push({ id: this.#id, event: this.#event || 'message', data: this.#data.join('\n') });
      this.#event = '';
      this.#data = [];
      return;
    }
    const at = line.indexOf(':');
    if (at === 0) return;
    const name = at < 0 ? line : line.slice(0, at);
    const value = at < 0 ? '' : line.slice(at + 1).replace(/^ /, '');
    if (name === 'id') this.#id = value;
    else if (name === 'event') this.#event = value;
    else if (name === 'data') this.#data.push(value);
  }
}
