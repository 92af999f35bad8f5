import { MarkdownView } from '../assets/shared/markdown/view.js';
import { safeTarget, saysHost } from '../assets/shared/markdown/links.js';
import { pieces, stripped } from '../assets/shared/markdown/visible.js';
import { check, equal, random, test } from './runner.mjs';

const ALLOWED = new Set(['p', 'h3', 'h4', 'h5', 'h6', 'hr', 'br', 'em', 'strong', 'del', 'code', 'pre', 'a', 'bdi', 'span', 'div', 'ul', 'ol', 'li', 'input',
  'blockquote', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'button']);
const ATTRIBUTES = new Set(['class', 'dir', 'href', 'target', 'rel', 'title', 'tabindex', 'role', 'aria-label', 'aria-pressed', 'type', 'disabled', 'scope', 'start']);

function render(text) {
  const el = document.createElement('div');
  new MarkdownView(el).update(text, true);
  for (const node of el.querySelectorAll('*')) {
    if (node.closest('.math') && !node.matches('.math')) continue;
    check(ALLOWED.has(node.localName), `no element ${node.localName}`);
    for (const { name } of node.attributes) check(ATTRIBUTES.has(name), `no attribute ${name}`);
  }
  for (const link of el.querySelectorAll('a')) {
    check(['http:', 'https:', 'mailto:'].includes(link.protocol), `no link to ${link.href}`);
    equal([link.target, link.rel], ['_blank', 'noopener noreferrer']);
  }
  return el;
}

test('a formula becomes neither a link nor a picture, whatever it asks for', async () => {
  const formulas = [
    '\\href{javascript:alert(1)}{x}', '\\url{https://evil.example}', '\\includegraphics{https://evil.example/x.png}', '\\htmlClass{app}{x}', '\\htmlId{question}{x}', '\\htmlStyle{position:fixed}{x}',
    '\\htmlData{a=b}{x}', '\\rule{9999em}{9999em}', '\\def\\a{\\a\\a}\\a', '<img src=x onerror=alert(1)>', '\\text{<script>1</script>}', '\\unknown', '{', '\\vec{v}\\overbrace{a}\\sqrt{2}', '\\color{url(https://evil.example)}x',
  ];
  for (const tex of formulas) {
    const el = document.createElement('div');
    document.body.append(el);
    new MarkdownView(el).update(`a $x${tex}$ b\n\n$$\n${tex}\n$$\n`, true);
    for (let i = 0; i < 200 && !globalThis.katex; i++) await new Promise((later) => setTimeout(later, 20));
    await new Promise((later) => setTimeout(later));
    equal(el.querySelectorAll('a, img, script, iframe, [id], [onerror], .app').length, 0, tex);
    check([...el.querySelectorAll('.math')].every((one) => one.getBoundingClientRect().width <= innerWidth), `${tex} is no giant`);
    el.remove();
  }
});

const DIAGRAMS = [
  'graph TD\n A[<img src=x onerror="parent.pwned=1">] --> B\n click A href "javascript:parent.pwned=1"',
  '%%{init: {"securityLevel": "loose", "htmlLabels": true}}%%\ngraph TD\n A["<script>parent.pwned=1</script><b>x</b>"] --> B\n click A call parent.pwned()',
  'graph TD\n A["<iframe src=https://evil.example></iframe>"] --> B\n style A fill:url(https://evil.example/x)',
  'no diagram at all',
];
for (const text of DIAGRAMS) {
  test(`a diagram is drawn apart, and can do nothing to the page: ${text.slice(0, 30)}`, async () => {
    const el = document.createElement('div');
    document.body.append(el);
    new MarkdownView(el).update(`\`\`\`mermaid\n${text}\n\`\`\`\n`, true);
    equal(el.querySelector('iframe'), null, 'nothing is drawn unasked');
    el.querySelector('.bar-acts button').click();
    const frame = el.querySelector('iframe');
    equal(frame.getAttribute('sandbox'), 'allow-scripts');
    for (let i = 0; i < 1000 && frame.isConnected && frame.style.height === ''; i++) await new Promise((later) => setTimeout(later, 20));
    check(frame.style.height !== '' || el.querySelector('.diagram-note'), 'it came to an end');
    equal(frame.contentDocument ?? null, null, 'the frame is a stranger');
    equal(window.pwned, undefined);
    el.remove();
  });
}

test('nothing that is written becomes an element of its own choice', () => {
  const answers = [
    '<script>window.pwned = 1</script>', '<img src=x onerror=alert(1)>', '<svg/onload=alert(1)>', '<iframe srcdoc="<script>1</script>">',
    '[a](javascript:alert(1))', '[a](JaVaScRiPt:alert(1))', '[a](java\nscript:alert(1))', '[a](data:text/html,1)', '[a](vbscript:1)', '[a](file:///etc/passwd)',
    '<javascript:alert(1)>', '![a](javascript:alert(1))', '![a](https://evil.example/?q=1)', '![a](data:image/svg+xml,1)',
    '```"><script>\n</code></pre><script>1</script>\n```', '| <script> | [a](javascript:1) |\n|-|-|\n| <img onerror=1> | b |',
    '[a](&#106;avascript:alert(1))', '[a](\\javascript:1)', '[a](/logout) [b](//evil.example) [c](?x) [d](#y)', '<https://a"onmouseover="alert(1)>',
  ];
  for (const answer of answers) {
    const el = render(answer);
    equal(el.querySelectorAll('img, script, svg, iframe').length, 0, answer);
  }
  equal(render('![a](https://evil.example/?q=1)').querySelector('a').href, 'https://evil.example/?q=1');
});

test('addresses that are followed', () => {
  equal(safeTarget('https://x.org/a').host, 'x.org');
  equal(safeTarget('mailto:a@x.org').host, 'a@x.org');
  for (const bad of ['javascript:1', ' javascript:1', 'https://bank.example@evil.example/', 'relative', '//x.org', 'ftp://x.org', 'blob:https://x.org/1', '']) equal(safeTarget(bad), null, bad);
  equal(safeTarget('https://xn--80ak6aa92e.com').host, 'xn--80ak6aa92e.com');
  equal(safeTarget('https://аррӏе.com/').host, 'xn--80ak6aa92e.com', 'letters that look alike are shown as what they are');
});

test('a link says where it leads unless its words do', () => {
  check(!saysHost('https://bank.example', safeTarget('https://evil.example/')), 'words that name another host');
  check(saysHost('https://x.org/a', safeTarget('https://x.org/a')), 'the address itself');
  equal(render('[https://bank.example](https://evil.example/login)').querySelector('.host').textContent, '(evil.example)');
});

test('characters that would not be seen are shown in code, and left out of what is copied', () => {
  equal(pieces('a\u202eb\u200bc\t\n'), ['a', { hidden: 'U+202E' }, 'b', { hidden: 'U+200B' }, 'c\t\n']);
  equal(pieces('\u{e0041}'), [{ hidden: 'U+E0041' }]);
  equal(stripped('a\u2066b\u0000\u001b[0m'), { text: 'ab[0m', removed: 3 });
  equal(pieces('naïve 日本語 👩‍👩‍👧 עברית'), ['naïve 日本語 👩‍👩‍👧 עברית']);
  equal(render('```\na\u202eb\n```').querySelector('.hidden-character').textContent, 'U+202E');
  equal(render('`a\u2067b`').querySelector('.hidden-character').textContent, 'U+2067');
});

const slow = {
  stars: '*'.repeat(100000), mixed: '*_'.repeat(50000), 'open emphasis': '**a '.repeat(25000), 'alternating emphasis': '*a **b '.repeat(20000), brackets: '['.repeat(100000),
  'closed brackets': '[]('.repeat(30000), ticks: '`'.repeat(100000), 'growing ticks': Array.from({ length: 400 }, (_, n) => '`'.repeat(n)).join(' '), quotes: '>'.repeat(50000),
  'nested list': Array.from({ length: 2000 }, (_, n) => `${' '.repeat(n * 2)}- a`).join('\n'), 'many items': '- a\n'.repeat(30000), bars: `${'|'.repeat(20000)}\n${'|-'.repeat(20000)}`,
  'bars and dashes': `${'|a'.repeat(5000)}\n${'|-'.repeat(5000)}\n${'x\n'.repeat(20)}`, rules: '- '.repeat(50000) + 'x', angles: '<'.repeat(100000), entities: '&'.repeat(100000), links: 'http://'.repeat(20000),
  spaces: `${' '.repeat(100000)}x`, 'heading': `#${' '.repeat(50000)}x${' #'.repeat(20000)}x`, 'blank lines': '\n'.repeat(200000), 'delimiters': `a|b\n${'-'.repeat(50000)}x`, escapes: '\\'.repeat(100000),
  'quote and list': '> - '.repeat(5000), 'tables in paragraphs': 'a | b\n'.repeat(20000), 'one word': 'x'.repeat(200000),
};

for (const [name, text] of Object.entries(slow)) {
  test(`an input made to be slow is quick: ${name}`, () => {
    const el = document.createElement('div');
    const began = performance.now();
    new MarkdownView(el).update(text, true);
    check(performance.now() - began < 5000, `${Math.round(performance.now() - began)} ms are under 5000`);
  });
}

test('random marks never fail and keep every letter', () => {
  const marks = ['*', '_', '`', '[', ']', '(', ')', '<', '>', '!', '#', '-', '|', '\n', ' ', '~', '\\', '1.', '&amp;', 'a', 'http://x.org', '\t', ':'];
  for (let seed = 1; seed <= 3000; seed++) {
    const next = random(seed);
    const text = Array.from({ length: 1 + Math.floor(next() * 40) }, () => marks[Math.floor(next() * marks.length)]).join('');
    try {
      const el = document.createElement('div');
      const view = new MarkdownView(el);
      view.update(text.slice(0, text.length / 2), false);
      view.update(text, true);
      render(text);
    } catch (e) {
      throw new Error(`seed ${seed} ${JSON.stringify(text)}: ${e.stack}`);
    }
  }
});
