// What was typed and not sent yet, by person and chat. It stays in this browser: over a reload, and over signing in again
// after a session ended; not over signing out, as the next one at this computer may be somebody else.
// Words are kept at once; attachments, which can be large, in the browser's database.

const PREFIX = 'corral.draft.';
const LARGE = 200_000;
const OLDEST = 60 * 24 * 3600 * 1000;

const EMPTY = { text: '', files: [], images: [], next: [], model: null };

export class Drafts {
  #user;
  #held = new Map();

  constructor(user) {
    this.#user = user;
    this.#forgetOld();
  }

  /** Calls with the id of a chat (null: of one that has none yet) whose draft another tab has changed. */
  onOther(run) {
    const own = this.#key('');
    addEventListener('storage', ({ key }) => {
      if (!key?.startsWith(own)) return;
      this.#held.delete(key);
      const id = key.slice(own.length);
      run(id === 'new' ? null : id);
    });
  }

  /** What is known without waiting; attachments follow with {@link #whole}. */
  now(chat) {
    const key = this.#key(chat);
    const held = this.#held.get(key);
    if (held) return held;
    try {
      return { ...EMPTY, ...JSON.parse(localStorage.getItem(key)) };
    } catch {
      return EMPTY;
    }
  }

  /** With the attachments. */
  async whole(chat) {
    const key = this.#key(chat);
    const held = this.#held.get(key);
    if (held) return held;
    const more = this.now(chat).more ? await read(key) : null;
    const draft = { ...this.now(chat), ...more };
    if (!this.#held.has(key)) this.#held.set(key, draft);
    return this.#held.get(key);
  }

  save(chat, draft) {
    const key = this.#key(chat);
    this.#held.set(key, draft);
    const { text, files, images, next, model = null } = draft;
    const large = files.length > 0 || images.length > 0 || text.length > LARGE || next.some((one) => one.files.length > 0 || one.images.length > 0);
    const small = { text: text.length > LARGE ? '' : text, at: Date.now(), more: large, next: large ? [] : next, model };
    try {
      if (text === '' && !large && next.length === 0 && model === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(small));
    } catch {
      // Full or forbidden: it is kept for this page.
    }
    if (large) put(key, draft);
    else put(key, null);
  }

  /** The draft of the chat that had no id yet belongs to it now. */
  move(from, to) {
    const draft = this.now(from);
    this.save(from, EMPTY);
    this.save(to, draft);
  }

  forget(chat) {
    this.save(chat, EMPTY);
    this.#held.delete(this.#key(chat));
  }

  #key(chat) {
    return `${PREFIX}${this.#user}.${chat ?? 'new'}`;
  }

  #forgetOld() {
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(PREFIX)) continue;
        const { at = 0 } = JSON.parse(localStorage.getItem(key)) ?? {};
        if (Date.now() - at > OLDEST) {
          localStorage.removeItem(key);
          put(key, null);
        }
      }
    } catch {
      // Forbidden, or not ours.
    }
  }
}

/** Forgets all drafts of a person who leaves. Never fails, and keeps nobody long. */
export async function forgetDrafts(user) {
  const own = `${PREFIX}${user}.`;
  try {
    Object.keys(localStorage).filter((key) => key.startsWith(own)).forEach((key) => localStorage.removeItem(key));
  } catch {
    // Forbidden: nothing was kept.
  }
  const large = store('readwrite', (drafts) => drafts.delete(IDBKeyRange.bound(own, `${own}\uffff`)));
  await Promise.race([large, new Promise((later) => setTimeout(later, 1000))]);
}

let database = null;

function open() {
  database ??= new Promise((done, failed) => {
    const asked = indexedDB.open('corral', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('drafts');
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return database;
}

async function store(mode, use) {
  try {
    const db = await open();
    return await new Promise((done, failed) => {
      const asked = use(db.transaction('drafts', mode).objectStore('drafts'));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  } catch (e) {
    console.warn('The browser keeps no attachments of drafts', e);
    return null;
  }
}

const read = (key) => store('readonly', (drafts) => drafts.get(key));
const put = (key, draft) => store('readwrite', (drafts) => (draft === null ? drafts.delete(key) : drafts.put(structuredClone(draft), key)));
