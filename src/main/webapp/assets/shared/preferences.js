// What a person has chosen for all their browsers: one small document on the server.

import { get, Problem, write } from './api.js';

const WRITE_AFTER = 500;

/** Fires `change` when a value has changed. */
export class Preferences extends EventTarget {
  #values = {};
  #timer = 0;

  /** Never throws: where they do not come, the page's own defaults hold. */
  async load() {
    try {
      this.#values = (await get('api/v1/preferences')) ?? {};
      this.dispatchEvent(new Event('change'));
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      console.warn('The preferences did not come', e.message);
    }
    return this;
  }

  get(name) {
    return this.#values[name];
  }

  /** Keeps a value; null takes it away. */
  set(name, value) {
    if (value === null) delete this.#values[name];
    else this.#values[name] = value;
    this.dispatchEvent(new Event('change'));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), WRITE_AFTER);
  }

  async save() {
    clearTimeout(this.#timer);
    try {
      await write('PUT', 'api/v1/preferences', this.#values);
    } catch (e) {
      console.warn('The preferences were not kept', e.message);
    }
  }
}
