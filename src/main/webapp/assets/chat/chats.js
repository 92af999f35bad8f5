// The chats of this tab: plain data, kept in the tab's storage for the one user who is signed in.

const KEY = 'corral.chats';
const SAVE_EVERY = 1000;
const TITLE_LENGTH = 60;

/**
 * @typedef {Object} Answer
 * @property {string} id
 * @property {string} model
 * @property {'waiting'|'writing'|'done'|'stopped'|'interrupted'|'failed'} state
 * @property {string} text as the model wrote it
 * @property {string} thinking
 * @property {Object|null} problem why it failed: a Problem's fields
 * @property {{startedAt: number, firstAfter?: number, thoughtFor?: number, total?: number, tokens?: number, speed?: number}} facts milliseconds
 *
 * @typedef {{id: string, question: string, shown: number, answers: Answer[]}} Turn
 * @typedef {{id: string, title: string, model: string|null, changed: number, draft: string, turns: Turn[]}} Chat
 */

export const newId = () => (crypto.randomUUID ? crypto.randomUUID() : String(crypto.getRandomValues(new Uint32Array(4))));
export const isRunning = (answer) => answer.state === 'waiting' || answer.state === 'writing';
export const shownAnswer = (turn) => turn.answers[turn.shown];

/** Fires `list` when the chats or which one is open changed, `full` when the browser has no more room. */
export class Chats extends EventTarget {
  /** @type {Chat[]} newest first */
  all = [];
  /** @type {Chat} */
  current = blank();
  #owner = null;
  #timer = 0;

  /** Reads what this user left in the tab; what somebody else left is thrown away. */
  open(owner) {
    this.#owner = owner;
    const saved = load();
    if (saved && saved.owner === owner && Array.isArray(saved.chats)) {
      this.all = saved.chats.filter((chat) => chat.turns.length > 0);
      this.current = saved.chats.find((chat) => chat.id === saved.current) ?? blank();
      for (const chat of saved.chats) for (const turn of chat.turns) turn.answers.forEach(settle);
    } else {
      forget();
    }
    addEventListener('pagehide', () => this.save());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && this.save());
  }

  startNew() {
    if (this.current.turns.length > 0) this.current = blank();
    this.#listed();
  }

  select(id) {
    this.current = this.all.find((chat) => chat.id === id) ?? this.current;
    this.#listed();
  }

  remove(id) {
    this.all = this.all.filter((chat) => chat.id !== id);
    if (this.current.id === id) this.current = blank();
    this.#listed();
  }

  /** Adds a question with its first answer to the chat that is open. */
  addTurn(question, answer) {
    const chat = this.current;
    if (chat.turns.length === 0) chat.title = titleFrom(question);
    const turn = { id: newId(), question, shown: 0, answers: [answer] };
    chat.turns.push(turn);
    this.touch(chat);
    return turn;
  }

  /** Moves the chat to the top. */
  touch(chat) {
    chat.changed = Date.now();
    this.all = [chat, ...this.all.filter((other) => other !== chat)];
    this.#listed();
  }

  /** Something in a chat changed; it is written within a second. */
  saveSoon() {
    this.#timer ||= setTimeout(() => this.save(), SAVE_EVERY);
  }

  save() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#owner === null) return;
    const chats = this.all.includes(this.current) ? [...this.all] : [this.current, ...this.all];
    for (;;) {
      try {
        sessionStorage.setItem(KEY, JSON.stringify({ owner: this.#owner, current: this.current.id, chats }));
        return;
      } catch (e) {
        const oldest = chats.findLastIndex((chat) => chat !== this.current);
        this.dispatchEvent(new Event('full'));
        if (e?.name !== 'QuotaExceededError' || oldest < 0) return;
        chats.splice(oldest, 1);
      }
    }
  }

  /** Leaves nothing behind in this tab. */
  signOut() {
    this.#owner = null;
    forget();
  }

  #listed() {
    this.saveSoon();
    this.dispatchEvent(new Event('list'));
  }
}

function blank() {
  return { id: newId(), title: '', model: null, changed: Date.now(), draft: '', turns: [] };
}

/** What ran when the page was left, or was refused because the session had ended, can be asked again now. */
function settle(answer) {
  if (!isRunning(answer) && answer.problem?.kind !== 'session') return;
  answer.state = 'interrupted';
  answer.problem = null;
}

function load() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function forget() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Where storage is forbidden, nothing was kept.
  }
}

function titleFrom(question) {
  const line = question.trim().split('\n')[0].replace(/\s+/g, ' ');
  return line.length <= TITLE_LENGTH ? line : `${line.slice(0, TITLE_LENGTH).replace(/\s\S*$/, '')} …`;
}
