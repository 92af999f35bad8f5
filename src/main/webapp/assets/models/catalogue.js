// Which models there are, which of them are in memory, and which one is asked.

import { get, Problem, write } from '../shared/api.js';

const KEY = 'corral.model';
const FRESH = 5000;
const EMBEDDERS = /bert|embed/i;

/** Fires `change` when anything that is shown has changed. */
export class Catalogue extends EventTarget {
  /** @type {'loading'|'ready'|'failed'} */
  state = 'loading';
  /** @type {Array<{name: string, size: number, details: string[], chats: boolean, vision: boolean|null}>} */
  list = [];
  problem = null;
  #loaded = null;
  #askedAt = 0;
  #details = new Map();
  #chosen = read();
  #preset;

  /** @param {string|null} [preset] the model for people who have chosen none, as administrators have set it */
  constructor(preset = null) {
    super();
    this.#preset = preset;
  }

  /** Asks for the list; never throws. */
  async load() {
    this.state = 'loading';
    this.#tell();
    try {
      const { models = [] } = await get('ollama/api/tags');
      this.list = models.map(describe);
      this.state = 'ready';
      this.problem = null;
      this.refresh();
    } catch (e) {
      this.problem = e instanceof Problem ? e : new Problem('other', String(e.message));
      this.state = 'failed';
    }
    this.#tell();
  }

  /** Asks which models are in memory. Where that may not be asked, nothing is said about it. */
  async refresh(oldest = 0) {
    if (this.state !== 'ready' || Date.now() - this.#askedAt < oldest) return;
    this.#askedAt = Date.now();
    try {
      const { models = [] } = await get('ollama/api/ps');
      this.#loaded = new Set(models.map((model) => model.name ?? model.model));
    } catch {
      this.#loaded = null;
    }
    this.#tell();
  }

  refreshIfOld = () => this.refresh(FRESH);

  /** @returns {boolean|null} null when it is not known */
  isLoaded(name) {
    return this.#loaded === null ? null : this.#loaded.has(name);
  }

  chatting() {
    return this.list.filter((model) => model.chats);
  }

  find(name) {
    return this.list.find((model) => model.name === name);
  }

  /** The model for a chat: its own while it is there, else the one used last, else the one that is set, else one that is loaded, else the first. */
  forChat(chat) {
    const names = this.chatting().map((model) => model.name);
    const wanted = [chat?.model, this.#chosen, named(names, this.#preset), names.find((name) => this.isLoaded(name))].find((name) => names.includes(name));
    return wanted ?? names[0] ?? null;
  }

  /**
   * What the model says of itself; null where it may not be asked.
   * @returns {Promise<{parameters: Object<string, string>, contextLength: number|null, capabilities: string[]}|null>}
   */
  details(name) {
    if (!this.#details.has(name)) this.#details.set(name, write('POST', 'ollama/api/show', { model: name }).then(detailsOf, () => null));
    return this.#details.get(name);
  }

  choose(name) {
    this.#chosen = name;
    try {
      localStorage.setItem(KEY, name);
    } catch {
      // Not remembered where storage is forbidden.
    }
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event('change'));
  }
}

/** A name as the list has it: without a tag `latest` is meant. */
const named = (names, name) => names.find((one) => one === name || one === `${name}:latest`);

function read() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function describe({ name, model, size = 0, details = {}, capabilities }) {
  const known = name ?? model;
  const chats = Array.isArray(capabilities) ? capabilities.includes('completion') : !EMBEDDERS.test(`${details.family ?? ''} ${known}`);
  const vision = Array.isArray(capabilities) ? capabilities.includes('vision') : null;
  return { name: known, size, chats, vision, details: [details.parameter_size, details.quantization_level].filter(Boolean) };
}

/** The model's own parameters are lines of a name and a value; of a name that comes twice the first counts. */
export function detailsOf({ parameters = '', model_info: info = {}, capabilities = [] }) {
  const own = {};
  for (const line of String(parameters).split('\n')) {
    const [, name, value] = /^(\w+)\s+(.*)$/.exec(line.trim()) ?? [];
    if (name && !(name in own)) own[name] = value;
  }
  return { parameters: own, contextLength: info[`${info['general.architecture']}.context_length`] ?? null, capabilities };
}
