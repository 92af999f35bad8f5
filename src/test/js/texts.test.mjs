import { t, textKeys } from '../assets/shared/texts.js';
import { duration, number, size } from '../assets/shared/format.js';
import { equal, test, throws } from './runner.mjs';

test('texts are filled, and a missing one is an error', async () => {
  equal(t('againIn', { n: 3 }), 'Try again in 3 s');
  equal(t('remove.text', { title: '{n} $& <b>' }), '“{n} $& <b>” cannot be brought back.');
  await throws(() => t('no such key'));
});

test('every problem has a title', () => {
  const kinds = ['network', 'session', 'forbidden', 'missing', 'large', 'busy', 'upstream', 'unready', 'silent', 'broken', 'other'];
  for (const kind of kinds) equal(textKeys().includes(`problem.title.${kind}`), true, kind);
});

test('numbers as people read them', () => {
  equal([duration(420), duration(12400), duration(125000)], ['0.4 s', '12 s', '2 min 5 s']);
  equal([number(4.21), number(41.3)], ['4.2', '41']);
  equal([size(274e6), size(5.2e9), size(42.5e9)], ['274 MB', '5.2 GB', '43 GB']);
});
