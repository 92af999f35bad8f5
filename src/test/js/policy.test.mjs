import { comparable, deed, differences, merged } from '../assets/policy/merge.js';
import { OPERATIONS, names, needsModel, question } from '../assets/policy/question.js';
import { isAllModels, isEverything, jsonTrouble, limitWords, whoWords } from '../assets/policy/words.js';
import { textKeys } from '../assets/shared/texts.js';
import { check, equal, test, throws } from './runner.mjs';

test('whom a rule is about', () => {
  equal(whoWords({ everyone: true }).map(({ text }) => text), ['policy.everyone']);
  equal(whoWords({ roles: ['user'], users: ['bob'], groups: ['lab'], scopes: ['api'] }).map(({ text, values }) => `${text} ${values?.name ?? ''}`.trim()),
    ['policy.role.user', 'policy.group lab', 'policy.user bob', 'policy.scope api']);
  for (const { text } of whoWords({ everyone: true, roles: ['user', 'admin', 'auditor'], users: ['a'], groups: ['b'], scopes: ['c'] })) check(textKeys().includes(text), text);
});

test('the limits of a rule', () => {
  equal(limitWords({ numCtx: 8192, raw: false, cloud: true }).map(({ text, values }) => [text, values.name]),
    [['policy.limit', 'numCtx'], ['policy.limit.no', 'raw'], ['policy.limit.yes', 'cloud']]);
  equal(limitWords(undefined), []);
  equal([isEverything(['*']), isEverything(['chat']), isAllModels(undefined), isAllModels(['*']), isAllModels(['a*'])], [true, false, true, true, false]);
});

test('a text that is no JSON is told before it is sent', () => {
  equal(jsonTrouble('{"a":1}'), null);
  check(jsonTrouble('{"a":').length > 0, 'a reason');
});

const FORM = { name: ' bob ', roles: ['user'], groups: 'lab, other', scopes: [], kind: 'operation', operation: 'chat', model: ' m ', members: '', method: 'POST', path: '/api/chat', body: '', rules: null };

test('what the simulator asks', async () => {
  equal(question(FORM), { person: { name: 'bob', roles: ['user'], groups: ['lab', 'other'], scopes: null }, operation: 'chat', model: 'm', members: null });
  equal(question({ ...FORM, scopes: ['api'], operation: 'list', members: '{"a":1}', rules: 'r' }),
    { person: { name: 'bob', roles: ['user'], groups: ['lab', 'other'], scopes: ['api'] }, operation: 'list', model: null, members: { a: 1 }, rules: 'r' });
  equal(question({ ...FORM, kind: 'request', body: '{"model":"m"}' }).request, { method: 'POST', path: '/api/chat', contentType: 'application/json', body: '{"model":"m"}' });
  equal(question({ ...FORM, kind: 'request', method: 'GET' }).request, { method: 'GET', path: '/api/chat', contentType: null, body: null });
  check((await throws(() => question({ ...FORM, members: '{' }))) instanceof SyntaxError, 'a syntax error');
  equal([needsModel('chat'), needsModel('ps'), names(' a,,b ')], [true, false, ['a', 'b']]);
  check(OPERATIONS.every((one) => /^[a-z-]+$/.test(one)), 'names of operations');
});

const rule = (id, effect = 'allow') => ({ id, effect });
const BASE = { version: 1, rules: [rule('a'), rule('b'), rule('c')] };

test('what two people changed is put together rule by rule', () => {
  const policies = {
    base: BASE,
    theirs: { version: 1, rules: [rule('a', 'deny'), rule('b'), rule('new')] },
    mine: { groups: { lab: ['x'] }, rules: [rule('a'), { effect: 'deny', id: 'b' }, rule('mine'), rule('c', 'deny')], version: 1 },
  };
  const parts = differences(policies);
  equal(Object.fromEntries(parts.map(({ key, who }) => [key, who])), { a: 'theirs', b: 'mine', new: 'theirs', mine: 'mine', c: 'both', groups: 'mine' });
  const mine = parts.filter(({ who }) => who === 'mine');
  equal(merged(policies, mine), { version: 1, rules: [rule('a', 'deny'), { effect: 'deny', id: 'b' }, rule('mine'), rule('new')], groups: { lab: ['x'] } });
  equal(merged(policies, parts.filter(({ key }) => key === 'c')).rules.map(({ id }) => id), ['a', 'b', 'c', 'new']);
  equal(merged(policies, []), policies.theirs);
});

test('the order of members is no change, and what I took away goes', () => {
  equal(differences({ base: BASE, theirs: { rules: BASE.rules.map(({ id, effect }) => ({ effect, id })), version: 1 }, mine: BASE }), []);
  const policies = { base: BASE, theirs: BASE, mine: { version: 1, rules: [rule('a'), rule('c')] } };
  const parts = differences(policies);
  equal(parts.map(({ key, who, base, mine }) => [key, who, deed(base, mine)]), [['b', 'mine', 'removed']]);
  equal(merged(policies, parts).rules.map(({ id }) => id), ['a', 'c']);
  equal([comparable(BASE), comparable({}), comparable({ rules: [rule('a'), rule('a')] }), comparable(null)], [true, false, false, false]);
});
