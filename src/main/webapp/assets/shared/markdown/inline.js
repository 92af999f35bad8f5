// Reads what is inside a line: emphasis, code, links, line breaks. Plain data, no document; no input takes long.

const ESCAPABLE = /[!-/:-@[-`{-~]/;
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
const BARE = /^https?:\/\/[^\s<>"`]+/i;
const BARE_IN_BRACKETS = /^https?:\/\/[^\s<>"`\]]+/i;
const DEEPEST = 12;
const SPECIAL = /[\\`*_~[\]!<&\nh$]/g;
const MOST_BRACKETS = 200;
const MOST_PARENTHESES = 32;
const LONGEST_ADDRESS = 2000;
const LONGEST = 8000;
const LONGEST_FORMULA = 2000;
/** Between two signs of dollars may stand words about money. */
const PRICE = /^\d[^\\^_=+*/<>{}]*\s[^\\^_=+*/<>{}]*$/;

/**
 * @param {string} text
 * @param {{open?: boolean}} [how] open: the text is still being written, so emphasis and code that have begun are shown as such
 * @returns {Array<Object>} nodes {t: text|code|math|em|strong|del|link|image|br}
 */
export function parseInline(text, { open = false } = {}) {
  const pieces = cut(text);
  return pieces.flatMap((piece, i) => new Inline(piece, open && i === pieces.length - 1).read());
}

/** Emphasis does not reach over many pages: a very long text is read in pieces, so that none takes long. */
function cut(text) {
  const pieces = [];
  let from = 0;
  while (text.length - from > LONGEST) {
    const line = text.lastIndexOf('\n', from + LONGEST);
    const space = text.lastIndexOf(' ', from + LONGEST);
    const at = line > from + LONGEST / 2 ? line : space > from ? space : from + LONGEST;
    pieces.push(text.slice(from, at));
    from = at;
  }
  pieces.push(text.slice(from));
  return pieces;
}

class Inline {
  constructor(text, open) {
    this.text = text;
    this.open = open;
    this.pos = 0;
    this.nodes = [];
    this.brackets = [];
    this.noCloser = new Set();
  }

  read() {
    while (this.pos < this.text.length) this.step();
    if (this.open) this.closeBrackets();
    return tidy(emphasize(this.nodes, this.open));
  }

  step() {
    const c = this.text[this.pos];
    switch (c) {
      case '\\': return this.escapedMath() || this.escape();
      case '$': return this.dollarMath() || this.plainDollars();
      case '`': return this.code();
      case '*': case '_': case '~': return this.run(c);
      case '[': return this.bracket(1, false);
      case '!': return this.text[this.pos + 1] === '[' ? this.bracket(2, true) : this.plain(1);
      case ']': return this.closeBracket();
      case '<': return this.angle();
      case '&': return this.entity();
      case '\n': return this.lineBreak();
      case 'h': case 'H': return this.bareLink();
      default: return this.plainRun();
    }
  }

  plain(n) {
    this.nodes.push({ t: 'text', v: this.text.slice(this.pos, this.pos + n) });
    this.pos += n;
  }

  plainRun() {
    SPECIAL.lastIndex = this.pos + 1;
    const next = SPECIAL.exec(this.text);
    this.plain((next ? next.index : this.text.length) - this.pos);
  }

  /** \\(formula\\) and \\[formula\\]. */
  escapedMath() {
    const close = { '(': '\\)', '[': '\\]' }[this.text[this.pos + 1]];
    if (!close || this.noCloser.has(close)) return false;
    const end = this.text.indexOf(close, this.pos + 2);
    if (end < 0) this.noCloser.add(close);
    return end >= 0 && this.math(this.pos + 2, end, 2, close === '\\]');
  }

  /** $formula$ and $$formula$$, by the rule that keeps prices apart: no space inside of the marks, no digit behind them. */
  dollarMath() {
    const n = this.text[this.pos + 1] === '$' ? 2 : 1;
    const from = this.pos + n;
    const mark = '$'.repeat(n);
    if (this.noCloser.has(mark) || isSpace(this.text[from] ?? ' ') || (n === 1 && isWord(this.text[this.pos - 1]))) return false;
    for (let end = this.text.indexOf(mark, from); end >= 0; end = this.text.indexOf(mark, end + n)) {
      if (end - from > LONGEST_FORMULA) return false;
      if (this.text[end - 1] === '\\') continue;
      if (isSpace(this.text[end - 1]) || (n === 1 && isWord(this.text[end + 1]))) return false;
      return this.math(from, end, n, n === 2);
    }
    this.noCloser.add(mark);
    return false;
  }

  math(from, end, closer, display) {
    const tex = this.text.slice(from, end).trim();
    if (tex === '' || end - from > LONGEST_FORMULA || PRICE.test(tex)) return false;
    this.nodes.push({ t: 'math', v: tex, display });
    this.pos = end + closer;
    return true;
  }

  plainDollars() {
    let n = 1;
    while (this.text[this.pos + n] === '$') n++;
    this.plain(n);
  }

  escape() {
    const next = this.text[this.pos + 1];
    if (next === '\n') {
      this.nodes.push({ t: 'br' });
      this.pos += 2;
    } else if (next !== undefined && ESCAPABLE.test(next)) {
      this.nodes.push({ t: 'text', v: next });
      this.pos += 2;
    } else {
      this.plain(1);
    }
  }

  code() {
    let n = 1;
    while (this.text[this.pos + n] === '`') n++;
    const from = this.pos + n;
    const end = this.noCloser.has(n) ? -1 : this.closerOf(n, from);
    if (end < 0 && !this.open) {
      this.noCloser.add(n);
      this.plain(n);
      return;
    }
    let inner = (end < 0 ? this.text.slice(from) : this.text.slice(from, end)).replaceAll('\n', ' ');
    if (inner.length > 2 && inner.startsWith(' ') && inner.endsWith(' ') && inner.trim() !== '') inner = inner.slice(1, -1);
    this.nodes.push({ t: 'code', v: inner });
    this.pos = end < 0 ? this.text.length : end + n;
  }

  closerOf(n, from) {
    let at = from;
    for (;;) {
      at = this.text.indexOf('`', at);
      if (at < 0) return -1;
      let run = 1;
      while (this.text[at + run] === '`') run++;
      if (run === n) return at;
      at += run;
    }
  }

  run(c) {
    let n = 1;
    while (this.text[this.pos + n] === c) n++;
    const before = this.text[this.pos - 1] ?? ' ';
    const after = this.text[this.pos + n] ?? (this.open ? 'x' : ' ');
    const left = !isSpace(after) && (!isPunctuation(after) || isSpace(before) || isPunctuation(before));
    const right = !isSpace(before) && (!isPunctuation(before) || isSpace(after) || isPunctuation(after));
    const under = c === '_';
    this.nodes.push({
      t: 'run', c, n, before: n,
      opens: left && (!under || !right || isPunctuation(before)),
      closes: right && (!under || !left || isPunctuation(after)),
      last: this.pos + n === this.text.length,
    });
    this.pos += n;
  }

  bracket(n, image) {
    if (this.brackets.length < MOST_BRACKETS) this.brackets.push({ node: this.nodes.length, image, from: this.pos + n });
    this.plain(n);
  }

  closeBracket() {
    const opener = this.brackets.pop();
    const target = opener && this.target(this.pos + 1);
    if (!target) {
      this.plain(1);
      return;
    }
    this.wrapLink(opener, target.href, target.end);
  }

  wrapLink(opener, href, end) {
    const inner = this.nodes.splice(opener.node).slice(1).flatMap((node) => (node.t === 'link' ? node.c : [node]));
    this.nodes.push(holding({ t: opener.image ? 'image' : 'link', href, c: tidy(emphasize(inner, false)) }));
    if (!opener.image) this.brackets = this.brackets.filter((b) => b.image);
    this.pos = end;
  }

  /** Reads (address "title") from the given place. */
  target(at) {
    if (this.text[at] !== '(') return null;
    let i = skipSpace(this.text, at + 1);
    let href;
    if (this.text[i] === '<') {
      const end = this.text.indexOf('>', i);
      if (end < 0 || this.text.slice(i, end).includes('\n')) return null;
      href = this.text.slice(i + 1, end);
      i = end + 1;
    } else {
      const from = i;
      for (let depth = 0; i < this.text.length && this.text[i] > ' '; i++) {
        if (this.text[i] === '\\') i++;
        else if (this.text[i] === '(' && ++depth > MOST_PARENTHESES) return null;
        else if (this.text[i] === ')' && depth-- === 0) break;
        if (i - from > LONGEST_ADDRESS) return null;
      }
      href = this.text.slice(from, i).replace(/\\([!-/:-@[-`{-~])/g, '$1');
    }
    i = this.skipTitle(skipSpace(this.text, i));
    return this.text[i] === ')' ? { href, end: i + 1 } : null;
  }

  skipTitle(at) {
    const quote = this.text[at];
    if (quote !== '"' && quote !== "'") return at;
    const end = this.text.indexOf(quote, at + 1);
    return end < 0 ? at : skipSpace(this.text, end + 1);
  }

  /** A link whose address has not all come yet is shown as its words. */
  closeBrackets() {
    const found = /\]\([^()\s]*$/.exec(this.text.slice(-2000));
    if (!found) return;
    const cut = found[0];
    let dropped = 0;
    while (this.nodes.length > 0 && dropped < cut.length) {
      const last = this.nodes[this.nodes.length - 1];
      const length = lengthOf(last) ?? cut.length;
      if (last.t === 'text' && dropped + length > cut.length) {
        last.v = last.v.slice(0, length - (cut.length - dropped));
        break;
      }
      this.nodes.pop();
      dropped += length;
    }
    const opener = this.nodes.findLastIndex((node) => node.t === 'text' && (node.v === '[' || node.v === '!['));
    if (opener >= 0) this.nodes.splice(opener, 1);
  }

  angle() {
    const found = /^<(https?:\/\/[^\s<>]+|mailto:[^\s<>]+)>/i.exec(this.text.slice(this.pos, this.pos + 2100));
    if (found) {
      this.nodes.push({ t: 'link', href: found[1], c: [{ t: 'text', v: found[1] }] });
      this.pos += found[0].length;
      return;
    }
    const br = /^<br[ \t]*\/?>/i.exec(this.text.slice(this.pos, this.pos + 12));
    if (!br) {
      this.plain(1);
      return;
    }
    this.nodes.push({ t: 'br' });
    this.pos += br[0].length;
  }

  entity() {
    const found = /^&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos|nbsp));/.exec(this.text.slice(this.pos, this.pos + 12));
    if (!found) {
      this.plain(1);
      return;
    }
    const code = found[1] ? Number(found[1]) : found[2] ? parseInt(found[2], 16) : null;
    const bad = code !== null && (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff));
    this.nodes.push({ t: 'text', v: code === null ? ENTITIES[found[3]] : bad ? '\ufffd' : String.fromCodePoint(code) });
    this.pos += found[0].length;
  }

  lineBreak() {
    this.nodes.push({ t: 'br' });
    this.pos++;
  }

  bareLink() {
    const before = this.text[this.pos - 1] ?? ' ';
    const http = this.text.slice(this.pos, this.pos + 4).toLowerCase() === 'http';
    const pattern = this.brackets.length > 0 ? BARE_IN_BRACKETS : BARE;
    const found = http && !/[\p{L}\p{N}]/u.test(before) ? pattern.exec(this.text.slice(this.pos, this.pos + LONGEST_ADDRESS)) : null;
    if (!found) {
      this.plainRun();
      return;
    }
    let href = found[0].replace(/[?!.,:;*_~'"]+$/, '');
    while (href.endsWith(')') && count(href, ')') > count(href, '(')) href = href.slice(0, -1);
    href = href.replace(/[?!.,:;*_~'"\]]+$/, '');
    this.nodes.push({ t: 'link', href, c: [{ t: 'text', v: href }] });
    this.pos += href.length;
  }
}

/** Turns pairs of runs into emphasis, as CommonMark says, with a memory of where looking is of no use. */
function emphasize(nodes, open) {
  const bottoms = new Map();
  for (let i = 0; i < nodes.length; i++) {
    const closer = nodes[i];
    if (closer.t !== 'run' || !closer.closes || closer.n === 0) continue;
    const key = `${closer.c}${closer.opens}${closer.before % 3}${closer.n}`;
    const bottom = bottoms.get(key) ?? -1;
    let found = -1;
    for (let j = i - 1; j > bottom; j--) {
      if (matches(nodes[j], closer)) {
        found = j;
        break;
      }
    }
    if (found < 0) {
      bottoms.set(key, i - 1);
      continue;
    }
    i = pair(nodes, found, i) - 1;
    for (const [k, b] of bottoms) if (b > found) bottoms.set(k, found);
  }
  if (open) closeOpen(nodes);
  return nodes;
}

function matches(opener, closer) {
  if (opener.t !== 'run' || !opener.opens || opener.n === 0 || opener.c !== closer.c) return false;
  if (closer.c === '~') return opener.n === closer.n && closer.n <= 2;
  const both = opener.closes || closer.opens;
  return !(both && (opener.before + closer.before) % 3 === 0 && (opener.before % 3 !== 0 || closer.before % 3 !== 0));
}

/** The node with its depth; what would lie too deep is left as text, so that no answer can build a tower. */
function holding(node) {
  const depth = 1 + Math.max(0, ...node.c.map((child) => child.depth ?? 0));
  return depth > DEEPEST ? { t: 'text', v: plainText(node.c) } : { ...node, depth };
}

const plainText = (nodes) => nodes.map((node) => node.v ?? (node.c ? plainText(node.c) : '')).join('');

/** Wraps what is between; returns where to go on. */
function pair(nodes, from, to) {
  const opener = nodes[from];
  const closer = nodes[to];
  const used = closer.c === '~' ? closer.n : opener.n >= 2 && closer.n >= 2 ? 2 : 1;
  const inner = nodes.slice(from + 1, to);
  const wrapped = holding({ t: closer.c === '~' ? 'del' : used === 2 ? 'strong' : 'em', c: tidy(inner) });
  opener.n -= used;
  closer.n -= used;
  const replacement = [...(opener.n > 0 ? [opener] : []), wrapped];
  nodes.splice(from, to - from + (closer.n > 0 ? 0 : 1), ...replacement);
  return from + replacement.length;
}

/** While the text is being written: emphasis that has begun is shown, and marks that may yet become something are not. */
function closeOpen(nodes) {
  const last = nodes[nodes.length - 1];
  if (last?.t === 'run' && last.last) nodes.pop();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const opener = nodes[i];
    if (opener.t !== 'run' || !opener.opens || opener.n === 0 || opener.n > 3 || (opener.c === '~' && opener.n !== 2)) continue;
    const inner = tidy(nodes.splice(i + 1));
    if (inner.length === 0) continue;
    let wrapped = inner;
    if (opener.c === '~') wrapped = [{ t: 'del', c: wrapped }];
    else {
      if (opener.n !== 2) wrapped = [{ t: 'em', c: wrapped }];
      if (opener.n >= 2) wrapped = [{ t: 'strong', c: wrapped }];
    }
    nodes.splice(i, 1, ...wrapped);
  }
}

/** Unused runs become text again, and neighbouring texts one. */
function tidy(nodes) {
  const out = [];
  for (const node of nodes) {
    const text = node.t === 'run' ? node.c.repeat(node.n) : node.t === 'text' ? node.v : null;
    const last = out[out.length - 1];
    if (text === null) out.push(node);
    else if (last?.t === 'text') last.v += text;
    else if (text !== '') out.push({ t: 'text', v: text });
  }
  return out;
}

/** How long a node was in the source, or null when that is not known. */
function lengthOf(node) {
  if (node.t === 'text') return node.v.length;
  if (node.t === 'run') return node.n;
  return node.t === 'link' && node.c[0]?.v === node.href ? node.href.length : null;
}

const isSpace = (c) => /\s/u.test(c);
const isWord = (c) => c !== undefined && /[\p{L}\p{N}]/u.test(c);
const isPunctuation = (c) => /[\p{P}\p{S}]/u.test(c);
const count = (text, c) => text.split(c).length - 1;

function skipSpace(text, i) {
  let next = i;
  while (next < text.length && isSpace(text[next])) next++;
  return next;
}
