import { having, isOpen, matches, modelsOf, pause, percent, shortDigest, Speed, sums } from '../assets/models-page/progress.js';
import { equal, test } from './runner.mjs';

test('how far a pull is', () => {
  const layers = [{ total: 100, completed: 40 }, { total: 300, completed: 60 }];
  equal(sums(layers), { total: 400, completed: 100 });
  equal(percent(sums(layers)), 25);
  equal(percent(sums([])), null);
  equal(percent({ total: 5, completed: 9 }), 100);
  equal(shortDigest('sha256:0123456789abcdef'), '0123456789ab');
});

test('the speed of a pull is known after a while and forgets what was long ago', () => {
  const speed = new Speed();
  equal(speed.at(0, 0), null);
  equal(speed.at(500, 1000), null);
  equal(speed.at(2000, 2000), 1000);
  equal(speed.at(2000, 60_000), null);
});

test('pulls are asked for often only while one goes on', () => {
  equal([pause([]), pause([{ state: 'done' }]), pause([{ state: 'done' }, { state: 'waiting' }])], [5000, 5000, 1000]);
  equal(['waiting', 'running', 'done', 'failed', 'cancelled'].map((state) => isOpen({ state })), [true, true, false, false, false]);
});

test('models out of the lists of Ollama', () => {
  const tags = [{ name: 'b:latest', size: 3, details: { quantization_level: 'unknown' } }, { name: 'a:latest', details: { parameter_size: '4B', quantization_level: 'Q4_K_M', family: 'gemma3' }, remote_host: 'x' }];
  const [a, b] = modelsOf(tags, [{ name: 'b:latest', size: 5 }, { name: 'b:latest', size: 6 }]);
  equal([a.name, a.quantization, a.remote, a.loaded, a.size], ['a:latest', 'Q4_K_M', true, false, 0]);
  equal([b.name, b.quantization, b.remote, b.loaded, b.inMemory], ['b:latest', '', false, true, 11]);
  equal(modelsOf(tags, null)[0].loaded, null);
  equal(matches(a, ['vision'], 'GEMMA vis'), true);
  equal(matches(a, [], 'gemma vis'), false);
  equal(matches(a, [], ''), true);
});

test('where a model is', () => {
  const places = [{ backend: 'x', models: ['hf.co/a/b:q4'] }, { backend: 'y', models: null }];
  equal(having(places, 'hf.co/a/b:Q4').map(({ backend }) => backend), ['x']);
});
