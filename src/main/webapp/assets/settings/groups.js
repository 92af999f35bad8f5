// Which settings belong together, and what is to be said about where one comes from. Pure.

const GROUPS = [
  ['ollama', ['ollama.']],
  ['fleet', ['fleet.']],
  ['offline', ['offline']],
  ['roles', ['roles.']],
  ['keys', ['keys.']],
  ['login', ['login.', 'session.']],
  ['page', ['ui.']],
  ['limits', ['limits.', 'gateway.']],
  ['door', ['door.']],
];

/** @returns {Array<{id: string, items: Object[]}>} in the order of the page, each setting once, without empty groups */
export function grouped(items) {
  const found = new Map([...GROUPS.map(([id]) => id), 'other', 'start'].map((id) => [id, []]));
  for (const item of items) found.get(groupOf(item)).push(item);
  return [...found].filter(([, list]) => list.length > 0).map(([id, list]) => ({ id, items: list }));
}

function groupOf({ key, change }) {
  if (change === 'outside') return 'start';
  const name = key.replace(/^corral\./, '');
  return GROUPS.find(([, starts]) => starts.some((start) => (start.endsWith('.') ? name.startsWith(start) : name === start)))?.[0] ?? 'other';
}

/** Where a value comes from, in one word or two. @returns {{text: string, tone: ''|'ok'|'warn', values?: Object}} */
export function origin({ source, where, fixed, change }) {
  if (source === 'database') return { text: 'setting.saved', tone: 'ok' };
  if (source === 'default') return change === 'outside' ? { text: 'setting.outside', tone: '' } : { text: 'setting.default', tone: '' };
  return fixed ? { text: 'setting.fixed', tone: 'warn', values: { where } } : { text: 'setting.default', tone: '' };
}

/** Whether all words stand somewhere in what is shown of a setting. */
export function matches(item, label, words) {
  const text = `${item.key} ${label} ${item.help} ${item.value ?? ''} ${item.variable}`.toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** What will be in force: the saved text that waits for a restart, else the one in force now. */
export const wanted = (item) => item.pending ?? item.value ?? '';

/** What a change has to send to bring back what was there before it: a text, or null for the default. */
export const before = (item) => (item.source === 'database' || item.pending !== null ? wanted(item) : null);
