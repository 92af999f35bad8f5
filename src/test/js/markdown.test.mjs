import { MarkdownView } from '../assets/shared/markdown/view.js';
import { cells } from '../assets/shared/markdown/blocks.js';
import { check, equal, random, test } from './runner.mjs';

/** The elements as text: tags and words, without attributes and without what code blocks have around them. */
function shape(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.classList?.contains('bar') || node.classList?.contains('host')) return '';
  const inner = [...node.childNodes].map(shape).join('');
  const tag = node.localName;
  return ['bdi'].includes(tag) || (tag === 'div' && !node.className) ? inner : `<${tag}>${inner}</${tag}>`;
}

function shown(text, done = true) {
  const el = document.createElement('div');
  new MarkdownView(el).update(text, done);
  return [...el.childNodes].map(shape).join('');
}

const cases = {
  'paragraphs and line breaks': ['a\nb\n\nc', '<p>a<br></br>b</p><p>c</p>'],
  'headings go down step by step': ['### A\n# B\n### C', '<h3>A</h3><h3>B</h3><h4>C</h4>'],
  'a heading without a space is text': ['#tag', '<p>#tag</p>'],
  'closing marks of a heading': ['## A ##', '<h3>A</h3>'],
  'rules': ['a\n\n---\n***\n_ _ _', '<p>a</p><hr></hr><hr></hr><hr></hr>'],
  'dashes after text are a rule': ['a\n---', '<p>a</p><hr></hr>'],
  'emphasis': ['*a* **b** ***c*** ~~d~~ _e_ __f__', '<p><em>a</em> <strong>b</strong> <em><strong>c</strong></em> <del>d</del> <em>e</em> <strong>f</strong></p>'],
  'emphasis inside of emphasis': ['**a *b* c**', '<p><strong>a <em>b</em> c</strong></p>'],
  'names with underlines stay': ['snake_case_name and 2*3*4', '<p>snake_case_name and 2<em>3</em>4</p>'],
  'stars with spaces stay': ['2 * 3 * 4', '<p>2 * 3 * 4</p>'],
  'marks that do not close stay': ['**a', '<p>**a</p>'],
  'escapes': ['\\*a\\* \\\\ \\a', '<p>*a* \\ \\a</p>'],
  'code': ['`a` ``b`c`` ` d ` `e', '<p><code>a</code> <code>b`c</code> <code>d</code> `e</p>'],
  'formulas': ['$a_1*b*$ \\(c\\) $$d$$', '<p><span><code>a_1*b*</code></span> <span><code>c</code></span> <span><code>d</code></span></p>'],
  'a formula on lines of its own': ['a\n$$\nb\nc\n$$\nd', '<p>a</p><div><span><code>b\nc</code></span></div><p>d</p>'],
  'prices are no formulas': ['$5 and $10, US$ 7, a$b$c, $ x $', '<p>$5 and $10, US$ 7, a$b$c, $ x $</p>'],
  'no formula in code': ['`$a$`', '<p><code>$a$</code></p>'],
  'no emphasis in code': ['`*a*`', '<p><code>*a*</code></p>'],
  'entities': ['&lt;b&gt; &#65; &#x42; &unknown; &#0;', '<p><b> A B &unknown; \ufffd</p>'],
  'links': ['[a *b*](https://x.org/ "t")', '<p><a>a <em>b</em></a></p>'],
  'a link with brackets in its address': ['[a](https://x.org/b_(c))', '<p><a>a</a></p>'],
  'bare links end before punctuation': ['(see https://x.org/a_(b).)', '<p>(see <a>https://x.org/a_(b)</a>.)</p>'],
  'angle links': ['<https://x.org>', '<p><a>https://x.org</a></p>'],
  'brackets without an address stay': ['[1] a[i](x y', '<p>[1] a[i](x y</p>'],
  'HTML is text': ['<b>a</b><!-- c -->', '<p><b>a</b><!-- c --></p>'],
  'a break in HTML is a break': ['a<br>b<br/>c', '<p>a<br></br>b<br></br>c</p>'],
  'fences': ['```js\nlet a;\n\n```\nb', '<div><pre><code>let a;\n</code></pre></div><p>b</p>'],
  'a fence without an end': ['~~~\na', '<div><pre><code>a</code></pre></div>'],
  'a longer fence holds a shorter one': ['````\n```\na\n```\n````', '<div><pre><code>```\na\n```</code></pre></div>'],
  'indented code': ['a\n\n    b\n      c\n\nd', '<p>a</p><div><pre><code>b\n  c</code></pre></div><p>d</p>'],
  'lists': ['- a\n- b', '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
  'nested lists': ['1. a\n   - b\n     - c\n2. d', '<ol><li><p>a</p><ul><li><p>b</p><ul><li><p>c</p></li></ul></li></ul></li><li><p>d</p></li></ol>'],
  'lists nested by two spaces only': ['1. a\n  - b\n2. c', '<ol><li><p>a</p><ul><li><p>b</p></li></ul></li><li><p>c</p></li></ol>'],
  'lists nested by tabs': ['- a\n\t- b', '<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>'],
  'loose lists': ['- a\n\n- b\n\nc', '<ul><li><p>a</p></li><li><p>b</p></li></ul><p>c</p>'],
  'code inside of an item': ['1. a\n   ```\n   b\n   ```\n2. c', '<ol><li><p>a</p><div><pre><code>b</code></pre></div></li><li><p>c</p></li></ol>'],
  'a list after a line of text': ['a:\n- b', '<p>a:</p><ul><li><p>b</p></li></ul>'],
  'a year is no list': ['born in\n1986. yes', '<p>born in<br></br>1986. yes</p>'],
  'other marks are another list': ['- a\n* b', '<ul><li><p>a</p></li></ul><ul><li><p>b</p></li></ul>'],
  'tasks': ['- [x] a\n- [ ] b', '<ul><li><input></input><p>a</p></li><li><input></input><p>b</p></li></ul>'],
  'notes': ['> [!TIP]\n> a\n\n> [!x] b', '<blockquote><p>Tip</p><p>a</p></blockquote><blockquote><p>[!x] b</p></blockquote>'],
  'quotes': ['> a\n> > b\n\n> c\nd', '<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote><blockquote><p>c<br></br>d</p></blockquote>'],
  'tables': ['| a | b |\n|---|:-:|\n| 1 | `x|y` |\n| 2 |\n\nc', '<div><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td><code>x|y</code></td></tr><tr><td>2</td><td></td></tr></tbody></table></div><p>c</p>'],
  'a table right after a line of text': ['t\na | b\n-|-\n1 | 2', '<p>t</p><div><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>'],
  'a bar in text is no table': ['a | b', '<p>a | b</p>'],
  'Windows line ends': ['a\r\n\r\n- b\r\n', '<p>a</p><ul><li><p>b</p></li></ul>'],
};

for (const [name, [source, expected]] of Object.entries(cases)) test(name, () => equal(shown(source), expected));

test('cells', () => {
  equal(cells('| a | b \\| c | `d|e` |'), ['a', 'b | c', '`d|e`']);
  equal(cells('a|b'), ['a', 'b']);
  equal(cells('| a | |'), ['a', '']);
});

test('however it was cut, the whole text looks the same in the end', () => {
  const sources = Object.values(cases).map(([source]) => source);
  for (let seed = 1; seed <= 400; seed++) {
    const next = random(seed);
    const text = Array.from({ length: 1 + Math.floor(next() * 6) }, () => sources[Math.floor(next() * sources.length)]).join(next() < 0.5 ? '\n\n' : '\n');
    const el = document.createElement('div');
    const view = new MarkdownView(el);
    for (let at = 0; at < text.length; at += 1 + Math.floor(next() * 9)) view.update(text.slice(0, at), false);
    view.update(text, true);
    equal([...el.childNodes].map(shape).join(''), shown(text), `seed ${seed}: ${JSON.stringify(text)}`);
  }
});

test('what is complete is never touched again', () => {
  const el = document.createElement('div');
  const view = new MarkdownView(el);
  const text = '# A\n\none\n\n- b\n- c\n\n```\nd\n```\n\n| e | f |\n|---|---|\n| g | h |\n\nlast words';
  const kept = [];
  for (let at = 1; at <= text.length; at++) {
    view.update(text.slice(0, at), false);
    kept.forEach((block, i) => check(el.children[i] === block.el && block.el.outerHTML === block.html, `block ${i} stays at ${at}`));
    for (let i = kept.length; i < el.children.length - 1; i++) kept.push({ el: el.children[i], html: el.children[i].outerHTML });
  }
  equal(kept.length, 5);
});

test('the text never jumps back to raw marks while it grows', () => {
  const growing = (text) => shown(text, false);
  equal(growing('a **b'), '<p>a <strong>b</strong></p>');
  equal(growing('a **'), '<p>a </p>');
  equal(growing('a `b'), '<p>a <code>b</code></p>');
  equal(growing('[words](https://x.or'), '<p>words</p>');
  equal(growing('a\n-'), '<p>a</p>');
  equal(growing('a\n``'), '<p>a</p>');
  equal(growing('1. a\n2'), '<ol><li><p>a</p></li></ol>');
  equal(growing('| a | b |'), '<div><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody></tbody></table></div>');
  equal(growing('| a | b |\n|--'), '<div><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody></tbody></table></div>');
});

test('a text that did not grow but changed is shown anew', () => {
  const el = document.createElement('div');
  const view = new MarkdownView(el);
  view.update('a\n\nb', false);
  view.update('c', true);
  equal(shape(el.firstChild), '<p>c</p>');
  equal(el.children.length, 1);
});

test('200 KB grow within the budget of a frame', () => {
  const block = '## Title\n\nSome *words* with `code` and [a link](https://x.org/), then more of them.\n\n- one\n- two\n\n```\nlet a = 1;\n```\n\n';
  const text = block.repeat(Math.ceil(200000 / block.length));
  const view = new MarkdownView(document.createElement('div'));
  const began = performance.now();
  for (let at = 0; at < text.length; at += 40) {
    view.update(text.slice(0, at), false);
  }
  const mean = (performance.now() - began) / (text.length / 40);
  check(mean < 4, `mean of an update is ${mean.toFixed(2)} ms`);
});
