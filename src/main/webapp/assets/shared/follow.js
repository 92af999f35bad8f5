// Follows a stream of events for as long as it is wanted: comes back after every break, goes on where it was, rests while nobody
// looks at the page, and notices a connection that is silently dead.

import { Problem, send } from './api.js';
import { serverEvents } from './stream.js';

const SILENT = 40_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
// A browser opens six connections to a server at most over HTTP/1.1, and a page follows two streams: those of hidden tabs must end soon.
const REST_AFTER = 5_000;

/**
 * @param {string} path
 * @param {{lastId?: string, rests?: () => boolean, heard: (event: string, data: Object) => void, state?: (now: 'live'|'lost', problem?: Problem) => void}} how
 *     `rests`: whether the stream may end while the page is hidden; `state` is told each change
 * @returns {() => void} ends it
 */
export function follow(path, how) {
  const follower = new Follower(path, how);
  follower.run();
  return () => follower.end();
}

class Follower {
  #path;
  #how;
  #lastId;
  #ended = false;
  #controller = null;
  #wake = () => {};
  #hiddenSince = document.hidden ? Date.now() : 0;

  constructor(path, how) {
    this.#path = path;
    this.#how = { rests: () => true, state: () => {}, ...how };
    this.#lastId = how.lastId;
    this.woken = () => {
      this.#hiddenSince = document.hidden ? this.#hiddenSince || Date.now() : 0;
      if (!document.hidden) this.#wake();
    };
    document.addEventListener('visibilitychange', this.woken);
    addEventListener('online', this.woken);
    // Else a stream that nothing comes from any more is only noticed by its silence.
    this.cut = () => this.#controller?.abort();
    addEventListener('offline', this.cut);
  }

  async run() {
    let wait = FIRST_WAIT;
    let tries = 0;
    while (!this.#ended) {
      try {
        if (this.#mayRest()) await this.#sleep(REST_AFTER);
        else if (await this.#listen()) {
          wait = FIRST_WAIT;
          tries = 0;
        }
      } catch (e) {
        if (this.#ended) return;
        if (!(e instanceof Problem) && e?.name !== 'AbortError' && !(e instanceof TypeError)) console.warn('A stream of events broke off', e);
        if (e instanceof Problem && ['session', 'missing', 'forbidden'].includes(e.kind)) {
          this.#how.state('lost', e);
          this.end();
          return;
        }
      }
      if (this.#ended || this.#mayRest()) continue;
      // A server or a proxy may end a stream now and then: nobody needs to be told while the next try succeeds.
      if (++tries > 1) this.#how.state('lost');
      await this.#sleep(wait * (0.75 + Math.random() / 2));
      wait = Math.min(LONGEST_WAIT, wait * 2);
    }
  }

  end() {
    this.#ended = true;
    document.removeEventListener('visibilitychange', this.woken);
    removeEventListener('online', this.woken);
    removeEventListener('offline', this.cut);
    this.#controller?.abort();
    this.#wake();
  }

  /** @returns {Promise<boolean>} whether anything came */
  async #listen() {
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    let heardAt = Date.now();
    let any = false;
    const watch = setInterval(() => {
      if (Date.now() - heardAt > SILENT || this.#mayRest()) this.#controller.abort();
    }, 5000);
    try {
      const response = await send(this.#path, { signal, headers: this.#lastId ? { 'Last-Event-ID': this.#lastId } : {} });
      this.#how.state('live');
      for await (const { id, event, data } of serverEvents(response.body, () => ((heardAt = Date.now()), (any = true)))) {
        if (this.#ended) return any;
        if (id) this.#lastId = id;
        this.#how.heard(event, JSON.parse(data), id);
      }
      return any;
    } finally {
      clearInterval(watch);
    }
  }

  #mayRest() {
    return this.#hiddenSince > 0 && Date.now() - this.#hiddenSince > REST_AFTER && this.#how.rests();
  }

  #sleep(ms) {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}
