// The list of this person's chats and folders, kept true by the server's events.

import { get, Problem, write } from '../shared/api.js';
import { follow } from '../shared/follow.js';

const PAGE = 200;
const enc = encodeURIComponent;

/**
 * @typedef {{id: string, title: string|null, folder: string|null, tags: string[], pinned: boolean, archived: boolean, updatedAt: string, answering: boolean, shared: boolean, version: number}} Item
 */

/** Fires `list` when chats or folders changed. */
export class Chats extends EventTarget {
  /** @type {Map<string, Item>} */
  #items = new Map();
  folders = [];
  /** @type {'loading'|'ready'|'failed'} */
  state = 'loading';
  problem = null;
  archived = false;
  tag = null;
  #next = null;
  #stop = null;

  /** Loads the list and follows it; never throws. */
  async open() {
    this.state = 'loading';
    this.#tell();
    try {
      const [folders] = await Promise.all([this.#allFolders(), this.#loadPage(null)]);
      this.folders = folders;
      this.state = 'ready';
      this.problem = null;
      this.#stop ??= follow('api/v1/events', { heard: (event, data) => this.#heard(event, data) });
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      this.state = 'failed';
      this.problem = e;
    }
    this.#tell();
  }

  close() {
    this.#stop?.();
    this.#stop = null;
  }

  /** Those to be listed, newest first. */
  get all() {
    return [...this.#items.values()]
      .filter((item) => item.archived === this.archived && (this.tag === null || item.tags.includes(this.tag)))
      .sort((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt));
  }

  get tags() {
    return [...new Set([...this.#items.values()].filter((item) => item.archived === this.archived).flatMap((item) => item.tags))].sort((a, b) => a.localeCompare(b));
  }

  get hasMore() {
    return this.#next !== null;
  }

  item(id) {
    return this.#items.get(id);
  }

  folder(id) {
    return this.folders.find((one) => one.id === id);
  }

  async more() {
    await this.#loadPage(this.#next);
    this.#tell();
  }

  showArchived(archived) {
    this.archived = archived;
    this.tag = null;
    return this.open();
  }

  showTag(tag) {
    this.tag = tag;
    return this.open();
  }

  /** Changes a chat of the list; what somebody else changed meanwhile is taken over first. */
  async change(id, what) {
    const path = `api/v1/chats/${enc(id)}`;
    let version = this.#items.get(id)?.version;
    try {
      if (version === undefined) ({ version } = await get(path));
      this.#put(await write('PATCH', path, { version, ...what }));
    } catch (e) {
      if (e.kind !== 'conflict') throw e;
      ({ version } = await get(path));
      this.#put(await write('PATCH', path, { version, ...what }));
    }
  }

  async remove(id) {
    try {
      await write('DELETE', `api/v1/chats/${enc(id)}`);
    } catch (e) {
      if (e.kind !== 'missing') throw e;
    }
    this.#gone(id);
  }

  async addFolder(name) {
    const folder = await write('POST', 'api/v1/folders', { name });
    this.folders = [...this.folders.filter((one) => one.id !== folder.id), folder];
    this.#tell();
    return folder;
  }

  async changeFolder(folder, what) {
    const now = await write('PATCH', `api/v1/folders/${enc(folder.id)}`, { version: folder.version, ...what });
    this.folders = this.folders.map((one) => (one.id === now.id ? now : one));
    this.#tell();
  }

  async removeFolder(folder) {
    await write('DELETE', `api/v1/folders/${enc(folder.id)}`);
    this.folders = this.folders.filter((one) => one.id !== folder.id);
    for (const item of this.#items.values()) if (item.folder === folder.id) item.folder = null;
    this.#tell();
  }

  async #allFolders() {
    const { items } = await get('api/v1/folders?limit=200');
    return items.sort((a, b) => a.name.localeCompare(b.name));
  }

  async #loadPage(cursor) {
    const query = new URLSearchParams({ limit: PAGE });
    if (this.archived) query.set('archived', 'true');
    if (this.tag !== null) query.set('tag', this.tag);
    if (cursor) query.set('cursor', cursor);
    const { items, next } = await get(`api/v1/chats?${query}`);
    for (const item of items) this.#items.set(item.id, item);
    this.#next = next ?? null;
  }

  #heard(event, data) {
    if (event === 'chat') this.#put(data);
    else if (event === 'gone') this.#gone(data.id);
    else if (event === 'reset') this.open();
  }

  #put(item) {
    if (item.temporary) return;
    this.#items.set(item.id, { ...this.#items.get(item.id), ...item });
    if (item.folder && !this.folder(item.folder)) this.#allFolders().then((folders) => ((this.folders = folders), this.#tell())).catch(() => {});
    this.#tell();
  }

  #gone(id) {
    if (this.#items.delete(id)) this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event('list'));
  }
}
