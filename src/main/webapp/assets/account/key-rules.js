// What may be wished for a key, and what is said about one. Pure: times are given, texts come from the table.

const DAY = 86_400_000;
const USUAL = 90;

/**
 * @typedef {{enabled: boolean, inPathAllowed: boolean, maxLifetimeSeconds: number|null, rolesValidSeconds: number}} Rules
 * @typedef {{id: string, days?: number}} EndChoice `days`, `date` (a day to be given), `longest` (as long as is allowed) or `never`
 */

/** @returns {{choices: EndChoice[], usual: string}} */
export function endChoices({ maxLifetimeSeconds: longest }) {
  const days = [7, 30, USUAL, 365].filter((n) => longest === null || n * DAY < longest * 1000);
  const choices = [...days.map((n) => ({ id: `days-${n}`, days: n })), { id: longest === null ? 'never' : 'longest' }, { id: 'date' }];
  return { choices, usual: days.includes(USUAL) ? `days-${USUAL}` : 'longest' };
}

/**
 * The end that is sent to the server; undefined leaves it to the server: never, or as late as is allowed.
 * @param {EndChoice} choice
 * @param {string} date a day as <input type=date> gives it; the key works to the end of that day where its owner is
 * @param {number} now milliseconds
 */
export function endOf(choice, date, now) {
  if (choice.days) return new Date(now + choice.days * DAY).toISOString();
  if (choice.id !== 'date') return undefined;
  const [year, month, day] = date.split('-').map(Number);
  return new Date(year, month - 1, day, 23, 59, 59).toISOString();
}

/** The first and the last day that may be chosen, as <input type=date> takes them; the last may be ''. */
export function dayLimits({ maxLifetimeSeconds: longest }, now) {
  // The key has to end before the limit does, and it ends late on its day.
  return { first: dayOf(now + DAY), last: longest === null ? '' : dayOf(now + longest * 1000 - DAY) };
}

function dayOf(time) {
  const date = new Date(time);
  const two = (n) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The scopes in the order of the page, and whether this person may give them to a key. */
export function scopes(roles) {
  const admin = roles.includes('admin');
  return [
    { id: 'ollama', allowed: admin || roles.includes('user') },
    { id: 'api', allowed: true },
    { id: 'metrics', allowed: admin },
  ];
}

/**
 * What is to be said about a key beside its facts, worst first.
 * @returns {Array<{text: string, tone: 'bad'|'warn'|'', values?: Object}>} texts by key
 */
export function marks(key, rules, me, now) {
  const found = [];
  const ends = key.endsAt === null ? Infinity : Date.parse(key.endsAt);
  if (!rules.enabled) found.push({ text: 'keys.mark.off', tone: 'bad' });
  else if (key.state === 'expired') found.push({ text: 'keys.mark.expired', tone: 'bad' });
  else if (key.state === 'login-needed') found.push({ text: 'keys.mark.login', tone: 'warn', values: { name: key.owner } });
  else if (ends - now < 7 * DAY) found.push({ text: 'keys.mark.soon', tone: 'warn' });
  if (key.inPath) found.push(rules.inPathAllowed ? { text: 'keys.mark.path', tone: '' } : { text: 'keys.mark.pathOff', tone: 'warn' });
  return found;
}

/** Whether the administrator's limit ends a key earlier than its owner wished. */
export const cutShort = (key) => key.endsAt !== null && (key.expiresAt === null || Date.parse(key.endsAt) < Date.parse(key.expiresAt));
