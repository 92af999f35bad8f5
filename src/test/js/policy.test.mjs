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
