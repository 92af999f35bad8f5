// The keys as the server has them.

import { get, Problem, send } from '../shared/api.js';

const PART = 200;

/** Fires `change` when anything that is shown has changed. */
export class Keys extends EventTarget {
  /** @type {'loading'|'ready'|'failed'} */
  state = 'loading';
  list = [];
  /** @type {import('./key-rules.js').Rules} */
  rules = { enabled: true, inPathAllowed: true, maxLifetimeSeconds: null, rolesValidSeconds: 604_800 };
  problem = null;
  /** Whether everybody's keys are shown. */
  all = false;
  #next = null;
  #asked = 0;

  /** @param {{name: string, roles: string[]}} me */
  constructor(me) {
    super();
    this.me = me;
  }

  get admin() {
    return this.me.roles.includes('admin');
  }

  get more() {
    return this.#next !== null;
  }

  /** Asks for the list anew; never throws. */
  async load() {
    if (this.list.length === 0) this.state = 'loading';
    this.#tell();
    await this.#ask(null);
  }

  /** Asks for the next part of a long list. */
  loadMore = () => this.#ask(this.#next);

  showAll(all) {
    this.all = all;
    this.list = [];
    return this.load();
  }

  async #ask(cursor) {
    const mine = ++this.#asked;
    const query = new URLSearchParams({ limit: PART, ...(this.all && { all: true }), ...(cursor && { cursor }) });
    try {
      const { items, next, rules } = await get(`api/v1/keys?${query}`);
      if (mine !== this.#asked) return;
      Object.assign(this, { list: cursor ? [...this.list, ...items] : items, rules, state: 'ready', problem: null });
      this.#next = next;
    } catch (e) {
      if (mine !== this.#asked) return;
      Object.assign(this, { state: 'failed', problem: asProblem(e) });
    }
    this.#tell();
  }

  /** @returns {Promise<Object>} the new key with its secret; throws a Problem */
  async create(wish) {
    const response = await send('api/v1/keys', { method: 'POST', json: wish });
    const made = await response.json();
    this.load();
    return made;
  }

  /** Throws a Problem; a key that somebody else revoked meanwhile counts as revoked. */
  async revoke(key) {
    try {
      await send(`api/v1/keys/${encodeURIComponent(key.id)}`, { method: 'DELETE' });
    } catch (e) {
      if (e.kind !== 'missing') throw e;
    }
    this.list = this.list.filter((other) => other.id !== key.id);
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event('change'));
  }
}

const asProblem = (e) => (e instanceof Problem ? e : new Problem('other', String(e.message)));
