import { requestOf } from '../assets/models-page/modelfile.js';
import { having, isOpen, matches, modelsOf, pause, percent, shortDigest, Speed, sums } from '../assets/models-page/progress.js';
import { Sha256 } from '../assets/models-page/sha256.js';
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

test('a Modelfile as a request', () => {
  const text = '# c\nFROM gemma3:4b\nPARAMETER temperature 0.3\nparameter stop "a b"\nPARAMETER stop <x>\nPARAMETER num_ctx 4096\nSYSTEM """one\n  two\n"""\nTEMPLATE "{{ .Prompt }}"\nMESSAGE user hi "there"\nMESSAGE assistant """x\ny"""\nLICENSE MIT\r\n';
  equal(requestOf(text), {
    from: 'gemma3:4b', parameters: { temperature: 0.3, stop: ['a b', '<x>'], num_ctx: 4096 }, system: 'one\n  two\n', template: '{{ .Prompt }}',
    messages: [{ role: 'user', content: 'hi "there"' }, { role: 'assistant', content: 'x\ny' }], license: ['MIT'],
  });
});

test('what is wrong with a Modelfile is told with its line', () => {
  const wrong = (text) => {
    try {
      return requestOf(text);
    } catch ({ why, line }) {
      return [why, line];
    }
  };
  equal(wrong('SYSTEM x'), ['noFrom', 1]);
  equal(wrong('\nFROM ./a.gguf'), ['file', 2]);
  equal(wrong('FROM a\nADAPTER x'), ['adapter', 2]);
  equal(wrong('FROM a\nFOO x'), ['unknown', 2]);
  equal(wrong('FROM a\nSYSTEM """x\ny'), ['quote', 2]);
  equal(wrong('FROM a\nMESSAGE boss hi'), ['role', 2]);
  equal(wrong('FROM a\nSYSTEM'), ['value', 2]);
  equal(wrong('FROM a\nPARAMETER top_k'), ['value', 2]);
});

test('checksums, however the bytes come', async () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    const bytes = Uint8Array.from({ length }, (unused, i) => (i * 31 + length) % 256);
    const whole = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((one) => one.toString(16).padStart(2, '0')).join('');
    for (const piece of [1, 7, 64, 1000]) {
      const sum = new Sha256();
      for (let at = 0; at < length; at += piece) sum.push(bytes.subarray(at, at + piece));
      equal(sum.hex(), whole, `${length} bytes by ${piece}`);
    }
  }
});
