import { cutShort, dayLimits, endChoices, endOf, marks, scopes } from '../assets/account/key-rules.js';
import { ago, span } from '../assets/shared/format.js';
import { textKeys } from '../assets/shared/texts.js';
import { check, equal, test } from './runner.mjs';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const DAY = 86_400_000;
const RULES = { enabled: true, inPathAllowed: true, maxLifetimeSeconds: null, rolesValidSeconds: 604_800 };
const KEY = { owner: 'bob', endsAt: null, expiresAt: null, state: 'ready', inPath: false };
const ids = ({ choices }) => choices.map(({ id }) => id);

test('nobody is offered a key that lasts longer than is allowed', () => {
  equal(ids(endChoices(RULES)), ['days-7', 'days-30', 'days-90', 'days-365', 'never', 'date']);
  equal(endChoices(RULES).usual, 'days-90');
  const month = endChoices({ ...RULES, maxLifetimeSeconds: 30 * 86_400 });
  equal(ids(month), ['days-7', 'longest', 'date']);
  equal(month.usual, 'longest');
  equal(ids(endChoices({ ...RULES, maxLifetimeSeconds: 3600 })), ['longest', 'date']);
});

test('the end of a key', () => {
  equal(endOf({ id: 'days-7', days: 7 }, '', NOW), '2026-12-02T12:00:00.000Z');
  equal(endOf({ id: 'never' }, '', NOW), undefined);
  equal(endOf({ id: 'longest' }, '', NOW), undefined);
  equal(new Date(endOf({ id: 'date' }, '2027-01-31', NOW)).toString(), new Date(2027, 0, 31, 23, 59, 59).toString());
  const { first, last } = dayLimits({ ...RULES, maxLifetimeSeconds: 10 * 86_400 }, NOW);
  check(Date.parse(endOf({ id: 'date' }, last, NOW)) <= NOW + 10 * DAY, 'the last day ends before the limit');
  check(Date.parse(endOf({ id: 'date' }, first, NOW)) > NOW, 'the first day ends in the future');
  equal(dayLimits(RULES, NOW).last, '');
});

test('what is said about a key', () => {
  const said = (key, rules = {}) => marks({ ...KEY, ...key }, { ...RULES, ...rules }, {}, NOW).map(({ text }) => text);
  equal(said({}), []);
  equal(said({ endsAt: new Date(NOW + 6 * DAY).toISOString() }), ['keys.mark.soon']);
  equal(said({ endsAt: new Date(NOW + 8 * DAY).toISOString() }), []);
  equal(said({ state: 'expired', inPath: true }), ['keys.mark.expired', 'keys.mark.path']);
  equal(said({ state: 'login-needed' }), ['keys.mark.login']);
  equal(said({ state: 'expired' }, { enabled: false }), ['keys.mark.off']);
  equal(said({ inPath: true }, { inPathAllowed: false }), ['keys.mark.pathOff']);
  for (const id of ['off', 'expired', 'login', 'soon', 'path', 'pathOff']) check(textKeys().includes(`keys.mark.${id}`), id);
  equal(cutShort({ endsAt: '2026-01-01T00:00:00Z', expiresAt: null }), true);
  equal(cutShort({ endsAt: '2026-01-01T00:00:00Z', expiresAt: '2026-01-01T00:00:00Z' }), false);
});

test('scopes by role', () => {
  const allowed = (...roles) => scopes(roles).filter((one) => one.allowed).map(({ id }) => id);
  equal(allowed('user'), ['ollama', 'api']);
  equal(allowed('auditor'), ['api']);
  equal(allowed('admin'), ['ollama', 'api', 'metrics']);
});

test('times as people say them', () => {
  equal([ago(NOW - 125_000, NOW), ago(NOW + 90 * DAY, NOW), ago(NOW, NOW)], ['2 minutes ago', 'in 90 days', 'now']);
  equal([span(604_800), span(5400), span(3600)], ['7 days', '90 minutes', '1 hour']);
});
