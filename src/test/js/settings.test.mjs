import { before, grouped, matches, origin, wanted } from '../assets/settings/groups.js';
import { textKeys } from '../assets/shared/texts.js';
import { check, equal, test } from './runner.mjs';

const ITEM = { key: 'corral.x', change: 'live', source: 'default', where: 'default', fixed: false, value: 'v', pending: null, help: 'Help', variable: 'CORRAL_X' };
const item = (more) => ({ ...ITEM, ...more });

test('every setting stands in one group, and an unknown one too', () => {
  const items = ['corral.ollama.base-urls', 'corral.offline', 'corral.offline-like.x', 'corral.session.idle-timeout', 'corral.new.thing'].map((key) => item({ key }));
  const groups = grouped([...items, item({ key: 'corral.home', change: 'outside' })]);
  equal(groups.map(({ id, items: list }) => `${id} ${list.length}`), ['ollama 1', 'offline 1', 'login 1', 'other 2', 'start 1']);
  for (const { id } of groups) check(textKeys().includes(`settings.group.${id}`), id);
});

test('where a value comes from', () => {
  equal(origin(ITEM).text, 'setting.default');
  equal(origin(item({ source: 'database' })).text, 'setting.saved');
  equal(origin(item({ source: 'environment', fixed: true, where: 'environment variable X' })).values, { where: 'environment variable X' });
  equal(origin(item({ change: 'outside', fixed: true })).text, 'setting.outside');
});

test('an undo brings back what was wanted before', () => {
  equal([before(ITEM), before(item({ source: 'database', value: 'a' })), before(item({ pending: 'p' }))], [null, 'a', 'p']);
  equal([wanted(ITEM), wanted(item({ pending: 'p' })), wanted(item({ value: null }))], ['v', 'p', '']);
});

test('a setting is found by any of its words', () => {
  check(matches(item({ help: 'Longest silence' }), 'Idle', 'SILENCE idle'), 'both words');
  check(!matches(ITEM, 'Idle', 'nothing'), 'no word');
  check(matches(ITEM, 'Idle', ''), 'no words');
});
