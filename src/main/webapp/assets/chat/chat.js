// One chat as the server has it: loaded once, then kept true by the server's events. Knows nothing of how it is shown.

import { get, Problem, write } from '../shared/api.js';
import { follow } from '../shared/follow.js';
import { t } from '../shared/texts.js';
import { isRunning, Tree } from './tree.js';

const enc = encodeURIComponent;
export const newId = () => (crypto.randomUUID ? crypto.randomUUID() : Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join(''));

/**
 * Fires `shape` when messages came or went or another branch is shown, `message` (detail: the message) when one changed, `about` when
 * title or the like changed, `state` when the connection or the loading did, `ended` (detail: the message) when an answer came to its end.
 */
export class Chat extends EventTarget {
  /** null until the server knows it. */
  id = null;
  about = { title: null, folder: null, tags: [], pinned: false, archived: false, temporary: false, model: null, system: null, parameters: {}, shared: false, version: 0 };
  tree = new Tree();
  leaf = null;
  /** The model that the person chose for what comes next. */
  wanted = null;
  /** @type {'new'|'loading'|'ready'|'failed'} */
  state = 'new';
  problem = null;
  connection = 'live';
  /** What is known of an answer that has not begun: by message, {phase, position, expectedSeconds, since}. */
  waiting = new Map();
  /** Answers that were chosen among several, while nothing follows them yet. */
  chosen = new Set();
  /** When the last word of an answer came, by message: performance.now(). */
  lastWord = new Map();
  #stop = () => {};
  #reloading = null;

  /** @param {string|null} id of a chat that the server has, or null for one that is not asked anything yet */
  constructor(id, about = {}) {
    super();
    this.id = id;
    Object.assign(this.about, about);
  }

  get path() {
    return this.tree.path(this.leaf);
  }

  /** The model that is asked: what the person chose here, else the one that was asked last. */
  get model() {
    return this.wanted ?? this.about.model;
  }

  get running() {
    return this.tree.running();
  }

  /** Loads it and follows what happens to it; never throws. */
  async open() {
    if (this.id === null) return;
    this.state = 'loading';
    this.#tell('state');
    try {
      this.#take(await get(this.#at('')));
      this.#follow();
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      this.state = 'failed';
      this.problem = e;
      this.#tell('state');
    }
  }

  close() {
    this.#stop();
  }

  /** Makes the server know the chat. */
  async create() {
    if (this.id !== null) return;
    const { title, folder, tags, model, system, parameters, temporary } = this.about;
    const made = await write('POST', 'api/v1/chats', { title, folder, tags, model, system, parameters, temporary });
    this.id = made.id;
    this.#take(made);
    this.#follow();
  }

  /**
   * Asks a question.
   * @param {{parent: string|null, content: string, images?: Array, files?: Array, models: string[], clientId: string}} question
   */
  async ask(question) {
    await this.create();
    const { question: asked, answers } = await write('POST', this.#at('/messages'), question);
    this.#add([asked, ...answers], answers[0].id);
    return answers;
  }

  async again(message, models) {
    const { answers } = await write('POST', this.#at(`/messages/${enc(message.id)}/again`), models ? { models } : {});
    this.#add(answers, answers[0].id);
  }

  resume = (message) => write('POST', this.#at(`/messages/${enc(message.id)}/continue`));

  stop = (message) => write('POST', this.#at(`/messages/${enc(message.id)}/stop`));

  stopAll = () => Promise.all(this.running.map((message) => this.stop(message)));

  async edit(message, content, version = message.version) {
    this.#changed(await write('PATCH', this.#at(`/messages/${enc(message.id)}`), { version, content }));
  }

  async removeMessage(message) {
    await write('DELETE', this.#at(`/messages/${enc(message.id)}`));
    this.#removed(message.id);
  }

  fork = (message) => write('POST', this.#at('/fork'), { leaf: message.id });

  /** Changes title, folder and the like; when somebody else did meanwhile, their state is taken over first. */
  async change(what) {
    if (this.id === null) {
      Object.assign(this.about, what);
      this.#tell('about');
      return;
    }
    const send = () => write('PATCH', this.#at(''), { version: this.about.version, ...what });
    let now;
    try {
      now = await send();
    } catch (e) {
      if (e.kind !== 'conflict') throw e;
      this.#takeAbout(await get(this.#at('')));
      now = await send();
    }
    this.#takeAbout(now);
  }

  /** Shows the branch that goes through a message to its newest end. */
  show(message, exactly = false) {
    this.leaf = exactly ? message.id : this.tree.tip(message.id).id;
    this.#tell('shape');
    if (this.id !== null) write('PATCH', this.#at(''), { leaf: this.leaf }).catch((e) => console.warn('The branch is not remembered', e));
  }

  /** Goes on with one of several answers: from now on it alone is shown. */
  choose(message) {
    this.chosen.add(message.id);
    this.show(message, true);
  }

  imageAddress = (image) => this.#at(`/images/${enc(image.id)}`);

  logprobsAddress = (message) => this.#at(`/messages/${enc(message.id)}/logprobs`);

  /** For a chat that is not one's own: shows what the server gave, and follows nothing. */
  takeShared(full) {
    this.owner = full.owner ?? null;
    this.#take(full);
  }

  #at(rest) {
    return `api/v1/chats/${enc(this.id)}${rest}`;
  }

  #take(full) {
    this.tree = new Tree(full.messages ?? []);
    this.leaf = full.leaf ?? null;
    this.lastEventId = full.lastEventId;
    this.state = 'ready';
    this.problem = null;
    this.#takeAbout(full);
    this.#tell('state');
    this.#tell('shape');
  }

  #takeAbout(from) {
    for (const name of Object.keys(this.about)) if (from[name] !== undefined) this.about[name] = from[name];
    this.#tell('about');
  }

  #follow() {
    this.#stop();
    this.#stop = follow(this.#at('/events'), {
      lastId: this.lastEventId,
      rests: () => this.running.length === 0,
      heard: (event, data) => this.#heard(event, data),
      state: (now, problem) => {
        if (now === this.connection && !problem) return;
        this.connection = now;
        this.problem = problem ?? null;
        this.#tell('state');
      },
    });
  }

  #heard(event, data) {
    if (event === 'text') this.#text(data);
    else if (event === 'message') this.#changed(data);
    else if (event === 'end') this.#ended(data);
    else if (event === 'waiting') this.#waits(data);
    else if (event === 'removed' && data.message) this.#removed(data.message);
    else if (event === 'removed') this.#gone();
    else if (event === 'chat') this.#aboutChanged(data);
    else if (event === 'reset') this.#reload();
  }

  #text({ message: id, content = '', thinking = '', at = 0, thinkingAt }) {
    const message = this.tree.get(id);
    if (!message) return this.#reload();
    const known = message.content.length;
    const thought = message.thinking?.length ?? 0;
    if (at > known || thinkingAt > thought) return this.#reload();
    if (message.state === 'waiting') message.state = 'growing';
    // After a break the same words may come twice.
    message.content += at === known ? content : content.slice(known - at);
    if (thinking !== '') message.thinking = (message.thinking ?? '') + (thinkingAt === undefined ? thinking : thinking.slice(thought - thinkingAt));
    this.waiting.delete(id);
    this.lastWord.set(id, performance.now());
    return this.#tell('message', message);
  }

  #changed(message) {
    const shape = this.tree.put(message);
    if (shape && (message.parent ?? null) === (this.leaf ?? null)) this.leaf = message.id;
    if (shape) this.#tell('shape');
    this.#tell('message', this.tree.get(message.id));
  }

  #ended({ message: id, state, stats, error, logprobs, toolCalls }) {
    const message = this.tree.get(id);
    if (!message) return this.#reload();
    const ran = isRunning(message);
    Object.assign(message, { state, stats, error, logprobs, ...(toolCalls && { toolCalls }) });
    this.waiting.delete(id);
    this.lastWord.delete(id);
    this.#tell('message', message);
    return ran && this.#tell('ended', message);
  }

  #waits({ message: id, ...facts }) {
    const before = this.waiting.get(id);
    this.waiting.set(id, { ...facts, since: before?.phase === facts.phase ? before.since : Date.now() });
    const message = this.tree.get(id);
    if (message) this.#tell('message', message);
  }

  #removed(id) {
    if (!this.tree.get(id)) return;
    const { parent } = this.tree.get(id);
    this.tree.remove(id);
    if (this.leaf !== null && !this.tree.get(this.leaf)) this.leaf = this.tree.tip(parent)?.id ?? null;
    this.#tell('shape');
  }

  /** The chat was deleted, here or in another tab. */
  #gone() {
    this.#stop();
    this.tree = new Tree();
    this.state = 'failed';
    this.problem = new Problem('missing', t('chat.gone'));
    this.#tell('state');
  }

  #aboutChanged(data) {
    if (data.leaf !== undefined && data.leaf !== this.leaf && this.tree.get(data.leaf)) {
      this.leaf = data.leaf;
      this.#tell('shape');
    }
    this.#takeAbout(data);
  }

  #add(messages, leaf) {
    for (const message of messages) if (!this.tree.get(message.id)) this.tree.put(message);
    this.leaf = leaf;
    this.#tell('shape');
  }

  /** The stream and this page have lost each other: all is loaded anew, once. */
  #reload() {
    this.#reloading ??= get(this.#at(''))
      .then((full) => {
        this.#take(full);
        this.#follow();
      })
      .catch((e) => console.warn('The chat could not be loaded again', e))
      .finally(() => (this.#reloading = null));
  }

  #tell(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
