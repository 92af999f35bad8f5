// A chat is a tree of messages: an edited question or an answer asked again is a sibling. Plain functions, no document.

const TOGETHER_MS = 5000;

export const isRunning = (message) => message.state === 'waiting' || message.state === 'growing';

export class Tree {
  #byId = new Map();
  #children = new Map([[null, []]]);

  constructor(messages = []) {
    for (const message of messages) this.put(message);
  }

  get(id) {
    return this.#byId.get(id);
  }

  get size() {
    return this.#byId.size;
  }

  all() {
    return [...this.#byId.values()];
  }

  /** Adds a message, or takes over what is new of it. @returns {boolean} whether the shape of the tree changed */
  put(message) {
    const known = this.#byId.get(message.id);
    if (known) {
      for (const name of ['error', 'stats', 'thinking']) if (!(name in message)) delete known[name];
      Object.assign(known, message);
      return false;
    }
    const parent = message.parent ?? null;
    this.#byId.set(message.id, { content: '', ...message, parent });
    const siblings = this.#children.get(parent);
    if (siblings) siblings.push(message.id);
    else this.#children.set(parent, [message.id]);
    return true;
  }

  /** Takes a message and all that follows from it away. */
  remove(id) {
    const message = this.#byId.get(id);
    if (!message) return;
    for (const child of [...(this.#children.get(id) ?? [])]) this.remove(child);
    this.#byId.delete(id);
    this.#children.delete(id);
    const siblings = this.#children.get(message.parent);
    if (siblings) this.#children.set(message.parent, siblings.filter((one) => one !== id));
  }

  children(id) {
    return (this.#children.get(id ?? null) ?? []).map((child) => this.#byId.get(child));
  }

  siblings(message) {
    return this.children(message.parent);
  }

  /** The messages from the first to the leaf; without a leaf, or with one that is gone, to the newest. */
  path(leaf) {
    const tip = this.#byId.get(leaf) ?? this.tip(null);
    const path = [];
    for (let one = tip; one && path.length <= this.#byId.size; one = this.#byId.get(one.parent)) path.push(one);
    return path.reverse();
  }

  /** The end of the newest branch below a message. */
  tip(id) {
    let tip = this.#byId.get(id);
    for (;;) {
      const below = this.children(tip?.id ?? null);
      if (below.length === 0) return tip;
      tip = below[below.length - 1];
    }
  }

  /** The answers that were asked of several models with one question: an answer's own group, in order. */
  together(message) {
    const time = (one) => Date.parse(one.createdAt);
    const group = [];
    for (const one of this.siblings(message)) {
      const fits = group.length > 0 && time(one) - time(group[0]) < TOGETHER_MS && group.every((other) => other.model !== one.model);
      if (!fits && group.includes(message)) break;
      if (!fits) group.length = 0;
      group.push(one);
    }
    return group;
  }

  running() {
    return this.all().filter(isRunning);
  }
}
