import { judge, suspect } from '../assets/help/arrivals.js';
import { finds, groupsOf } from '../assets/help/topics.js';
import { textKeys } from '../assets/shared/texts.js';
import { check, equal, test } from './runner.mjs';

const PACE = { frames: 24, millis: 125 };
const steady = Array.from({ length: 24 }, (_, i) => ({ at: 40 + i * 125, frames: 1 }));
const NOTHING = { server: null, via: null, poweredBy: null, accel: 'no', encoding: null };

test('a steady stream, lumps, and all at once', () => {
  equal(judge(steady, PACE).verdict, 'steady');
  equal(judge([{ at: 40, frames: 1 }, { at: 300, frames: 3 }, ...steady.slice(4)], PACE).verdict, 'steady', 'a few together are no lump');
  equal(judge([{ at: 3000, frames: 24 }], PACE), { verdict: 'atOnce', frames: 24, largest: 24, span: 0, sent: 2875 });
  equal(judge([{ at: 40, frames: 1 }, { at: 1500, frames: 12 }, { at: 2900, frames: 11 }], PACE).verdict, 'lumps');
  equal(judge(steady.slice(0, 10), PACE).verdict, 'short');
  equal(judge([], PACE).verdict, 'short');
});

test('who holds back is known by its signs', () => {
  equal(suspect({ ...NOTHING, server: 'nginx/1.22.1' }, []).kind, 'nginx');
  equal(suspect({ ...NOTHING, accel: null }, ['X-Forwarded-For']).kind, 'nginx', 'it takes its own header out');
  equal(suspect({ ...NOTHING, server: 'Apache/2.4.62 (Debian)' }, []).kind, 'httpd');
  equal(suspect({ ...NOTHING, server: 'Microsoft-IIS/10.0' }, []).kind, 'iis');
  equal(suspect(NOTHING, ['X-ARR-LOG-ID']).kind, 'iis');
  equal(suspect({ ...NOTHING, via: '1.1 haproxy' }, []).kind, 'haproxy');
  equal(suspect({ ...NOTHING, via: '1.1 gate' }, []).kind, 'other');
  equal(suspect(NOTHING, []), { kind: 'none', signs: [], compressed: false });
  equal(suspect({ ...NOTHING, encoding: 'gzip' }, []).compressed, true);
});

test('each verdict and each kind has its words', () => {
  for (const one of ['steady', 'lumps', 'atOnce', 'short']) check(textKeys().includes(`stream.verdict.${one}`), one);
  for (const one of ['nginx', 'httpd', 'iis', 'haproxy', 'other', 'none']) check(textKeys().includes(`stream.who.${one}`) && textKeys().includes(`stream.remedy.${one}`), one);
});

test('topics are found by all words', () => {
  const topics = [{ id: 'a', group: 'X', text: 'Docker and PODMAN' }, { id: 'b', group: 'Y', text: 'nginx' }, { id: 'c', group: 'X', text: '' }];
  equal(topics.filter((one) => finds(one, 'podman  docker')).map(({ id }) => id), ['a']);
  equal(topics.filter((one) => finds(one, ' ')).length, 3);
  equal(groupsOf(topics).map(({ group, items }) => `${group}${items.length}`), ['X2', 'Y1']);
});
