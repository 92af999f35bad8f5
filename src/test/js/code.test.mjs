import { highlighter } from '../assets/shared/markdown/highlight.js';
import { MarkdownView } from '../assets/shared/markdown/view.js';
import { plainText } from '../assets/shared/markdown/plain.js';
import { fileName } from '../assets/shared/markdown/save.js';
import { check, equal, random, test } from './runner.mjs';

/** Every line in order; each kind of token in short: k:if. */
function colours(language, code) {
  const read = highlighter(language);
  let state = null;
  return code.split('\n').map((line) => {
    const found = read(line, state);
    state = found.state;
    equal(found.tokens.map(([, text]) => text).join(''), line, 'no letter is lost');
    return found.tokens.filter(([kind, text]) => kind !== null && text.trim() !== '').map(([kind, text]) => `${kind}:${text}`).join(' ');
  });
}

test('code has its colours', () => {
  equal(colours('java', 'if (n < 0x1F) { go("a\\"b"); } // end'), ['k:if n:0x1F f:go s:"a\\"b" c:// end']);
  equal(colours('JS', 'const a = `one\ntwo` + 1;'), ['k:const s:`one', 's:two` n:1']);
  equal(colours('python', 'x = """a\nb""" # c\ndef f(): pass'), ['s:"""a', 's:b""" c:# c', 'k:def f:f k:pass']);
  equal(colours('c', '/* a\nb */ int x;'), ['c:/* a', 'c:b */ k:int']);
  equal(colours('json', '{"a": "b", "c": [1, true]}'), ['f:"a" s:"b" f:"c" n:1 k:true']);
  equal(colours('html', '<a href="x">b</a><!-- c\nd -->e'), ['k:<a f:href s:"x" k:> k:</a k:> c:<!-- c', 'c:d -->']);
  equal(colours('sql', "SELECT a FROM b WHERE c = 'its' -- d"), ["k:SELECT k:FROM k:WHERE s:'its' c:-- d"]);
  equal(colours('bash', 'echo "$HOME" # note'), ['k:echo s:"$HOME" c:# note']);
  equal(colours('diff', '+a\n-b\n c'), ['add:+a', 'del:-b', '']);
  equal(highlighter('no-such-language'), null);
});

test('no line takes long or loses a letter, whatever is in it', () => {
  const marks = ['"', "'", '`', '/*', '*/', '//', '#', '<', '>', '<!--', '-->', '\\', ' ', 'a', '1', '$', '"""', '(', '=', ':', 'é', '-'];
  const names = ['java', 'js', 'python', 'html', 'css', 'yaml', 'json', 'sql', 'bash', 'rust', 'diff', 'toml', 'php'];
  for (let seed = 1; seed <= 600; seed++) {
    const next = random(seed);
    const text = Array.from({ length: 60 }, () => (next() < 0.1 ? '\n' : marks[Math.floor(next() * marks.length)])).join('');
    colours(names[seed % names.length], text);
  }
  for (const mark of marks) for (const name of names) colours(name, mark.repeat(800));
});

test('a listing that grows is the listing that was there at once, hidden characters and all', async () => {
  const source = '```java\n// one\nif (a\u202e) {\n\t"two" /* three\n  four */ return 5;\n}\n```\nThen.\n';
  const whole = document.createElement('div');
  new MarkdownView(whole).update(source, true);
  for (let i = 0; i < 100 && !whole.querySelector('.hl-k'); i++) await new Promise((later) => setTimeout(later, 20));
  for (const size of [1, 2, 3, 7, 20]) {
    const el = document.createElement('div');
    const view = new MarkdownView(el);
    for (let i = 0; i < source.length; i += size) view.update(source.slice(0, i), false);
    view.update(source, true);
    equal(el.querySelector('code').innerHTML, whole.querySelector('code').innerHTML, `in pieces of ${size}`);
    equal(el.textContent, whole.textContent);
  }
  check(whole.querySelector('.hl-k') !== null, 'it has colours');
  check(whole.querySelector('code').textContent.includes('\t"two"'), 'tabs stay tabs');
});

test('a fence in a listing that grows ends it only when it is one', () => {
  const source = 'Text\n\n~~~\na ~~ b\n``` no\n~~\n~~~~\nafter\n\n```\nx\n```';
  const whole = document.createElement('div');
  new MarkdownView(whole).update(source, true);
  const el = document.createElement('div');
  const view = new MarkdownView(el);
  for (let i = 0; i <= source.length; i++) view.update(source.slice(0, i), false);
  view.update(source, true);
  equal(el.innerHTML, whole.innerHTML);
});

test('plain text keeps the words', () => {
  equal(plainText('See [w](https://x.org).\n\n```js\nz();\n```\n\n$$\n\\frac{1}{2}\n$$\n\n- [x] done', true), 'See w.\n\n- done');
  equal(plainText('# A *b*\n\n- one\n- **two**\n  - three\n\n1. x\n\n| a | b |\n|-|-|\n| `c` | d |\n\n[w](https://x.org) $y$\n\n```js\nz();\n```\n> q'),
    'A b\n\n- one\n- two\n  - three\n\n1. x\n\na\tb\nc\td\n\nw (https://x.org) y\n\nz();\n\nq');
});

test('a listing is saved under a name of its kind', () => {
  equal(['python', 'Dockerfile', 'java', '', '../x', 'c++'].map(fileName), ['code.py', 'Dockerfile', 'code.java', 'code.txt', 'code.txt', 'code.cpp']);
});
