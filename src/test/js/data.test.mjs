import { pause, percent, stepKey } from '../assets/data/progress.js';
import { textKeys } from '../assets/shared/texts.js';
import { check, equal, test } from './runner.mjs';

test('how far a backup is', () => {
  equal([percent({ done: 0, total: 0 }), percent({ done: 1, total: 3 }), percent({ done: 3, total: 3 }), percent({ done: 9, total: 3 })], [null, 33, 100, 100]);
  check(pause({ state: 'running' }, false) < pause({ state: 'done' }, false));
  equal(pause(null, true), pause({ state: 'running' }, false));
});

test('every state of a backup and a restore has words', () => {
  for (const step of ['snapshot', 'write', 'check', 'safety', 'replace', 'start']) check(textKeys().includes(stepKey({ kind: 'backup', state: 'running', step })), step);
  for (const kind of ['backup', 'restore']) for (const state of ['done', 'failed']) check(textKeys().includes(stepKey({ kind, state, step: 'write' })), `${kind} ${state}`);
  for (const kind of ['backup', 'restore']) check(textKeys().includes(`data.${kind}.running`), kind);
});
