import { findOutWhy } from '../assets/shared/find-out-why.js';
import { problemBox } from '../assets/shared/problem-box.js';
import { reportView } from '../assets/shared/report-view.js';
import { setMe } from '../assets/shared/who.js';
import { check, equal, test } from './runner.mjs';

const FAILURE = { kind: 'upstream', message: 'Nothing answers.', requestId: 'abc123', at: Date.UTC(2026, 10, 25, 12) };
const REPORT = {
  url: 'http://gpu1:11434', ok: true, steps: [{ id: 'url', ok: true, millis: 1, detail: 'd' }, { id: 'new-step', ok: true, millis: 1500, detail: '<b>x</b>' }],
  problem: null, warnings: [], version: '0.24.0', models: 2, offered: [{ name: 'small', size: 8e8 }, { name: 'big', size: 4e10 }],
};

test('an administrator may find out why, others hear what to tell, strangers neither', () => {
  equal(findOutWhy(FAILURE), null, 'nobody is known');
  setMe({ name: 'bob', roles: ['user'] });
  const told = findOutWhy(FAILURE).textContent;
  check(told.includes('abc123') && told.includes('2026'), told);
  equal(findOutWhy(FAILURE).querySelector('button'), null, 'a button for a user');
  equal(problemBox(FAILURE).textContent.split('abc123').length, 2, 'the number once');
  setMe({ name: 'admin', roles: ['admin'] });
  equal(findOutWhy(FAILURE).querySelectorAll('button').length, 1);
  for (const kind of ['network', 'session', 'forbidden', 'busy', 'other']) equal(findOutWhy({ ...FAILURE, kind }), null, kind);
  equal(problemBox(FAILURE).querySelectorAll('.why').length, 1, 'in the problem box');
  check(problemBox(FAILURE).querySelector('a').href.includes('/app/help/#'), 'a way to the help');
  setMe(null);
  equal(problemBox(FAILURE).querySelector('a'), null, 'a link for nobody');
});

test('a report shows each step as text, and offers the model that was asked', () => {
  const asked = [];
  const view = reportView(REPORT, { tryModel: (name) => asked.push(name), model: 'big' });
  equal(view.querySelectorAll('li').length, 2);
  equal(view.querySelectorAll('li b').length, 2, 'the markup of a detail stays text');
  equal(view.querySelector('select').value, 'big');
  view.querySelector('.trial button').click();
  equal(asked, ['big']);
  equal(reportView(REPORT, { tryModel: () => {} }).querySelector('select').value, 'small', 'the smallest');
  equal(reportView({ ...REPORT, ok: false, problem: { cause: 'dns', what: 'w', remedy: 'r', suggestedUrl: null } }, { tryModel: () => {} }).querySelector('select'), null);
});

test('a URL that probably works can be put into the field, or is shown', () => {
  const bad = { ...REPORT, ok: false, problem: { cause: 'https-needed', what: 'w', remedy: 'r', suggestedUrl: 'https://gpu1' } };
  let put = null;
  reportView(bad, { put: (url) => (put = url) }).querySelector('.problem button').click();
  equal(put, 'https://gpu1');
  check(reportView(bad).textContent.includes('https://gpu1'), 'shown without a field');
});
