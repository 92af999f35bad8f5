// Shows Markdown that is still being written. Blocks that are complete are never touched again; of the last one only what changed
// is. Everything is made of elements and text nodes, and an image is never loaded.

import { h } from '../dom.js';
import { t } from '../texts.js';
import { copy } from '../clipboard.js';
import { closing, parseBlocks } from './blocks.js';
import { parseInline } from './inline.js';
import { direct, firstWords } from './direction.js';
import { safeTarget, saysHost } from './links.js';
import { download, fileName } from './save.js';
import { CodeText, visibly } from './code-text.js';
import { formula } from './formula.js';
import { diagramButton } from './diagram.js';
import { stripped } from './visible.js';

/** A last line that may yet become anything: it is shown when more of it has come. */
const UNDECIDED = /^(?:[-*+#>|`~_=:\s]+|\d{1,9}[.)]?)$/;
const SHORT = 200;

export class MarkdownView {
  #container;
  /** The blocks that may still change. */
  #views = [];
  #start = 0;
  #levels = [];
  #shown = '';
  #done = false;
  /** The listing that is being written: most of a long answer can be one, and is not read again at each word. */
  #listing = null;

  constructor(container) {
    this.#container = container;
  }

  /**
   * Shows the text. It may only have grown since the last call, otherwise all is built anew.
   * @param {string} text
   * @param {boolean} done nothing follows
   */
  update(text, done) {
    if (text === this.#shown && done === this.#done) return;
    if (this.#done || !text.startsWith(this.#shown)) this.#reset();
    this.#shown = text;
    this.#done = done;
    if (!done && this.#listing && this.#growListing(text)) return;
    const lines = linesOf(text.slice(this.#start), done);
    const blocks = parseBlocks(lines.expanded, { open: !done, raw: lines.raw });
    const levels = [...this.#levels];
    reconcile(this.#container, this.#views, blocks, { open: !done, levels });
    if (blocks.length > 1) this.#fix(blocks, lines.raw);
    this.#listing = done ? null : this.#openListing(blocks[blocks.length - 1], text);
  }

  #openListing(block, text) {
    if (block?.type !== 'code' || block.closed || !block.mark || block.indent > 0) return null;
    const from = text.indexOf('\n', this.#start + text.slice(this.#start).search(/\S/)) + 1;
    return from > 0 && !text.includes('\r', from) ? { block, from, checked: from, close: closing(block.mark) } : null;
  }

  #growListing(text) {
    const { block, from, checked, close } = this.#listing;
    const lines = text.slice(checked).split('\n');
    if (lines.some((line) => line.includes('\r') || close.test(line))) return false;
    const last = lines[lines.length - 1];
    const at = text.length - last.length;
    const shown = isUndecided(last) ? text.slice(from, Math.max(from, at - 1)) : text.slice(from);
    this.#views[this.#views.length - 1].update({ ...block, text: shown }, { open: true });
    this.#listing.checked = at;
    return true;
  }

  #fix(blocks, raw) {
    const last = blocks[blocks.length - 1];
    for (const block of blocks.slice(0, -1)) if (block.type === 'h') depthOf(this.#levels, block.level);
    for (let i = 0; i < last.line; i++) this.#start += raw[i].length + 1;
    this.#views.splice(0, blocks.length - 1);
  }

  #reset() {
    this.#container.replaceChildren();
    this.#views = [];
    this.#listing = null;
    this.#start = 0;
    this.#levels = [];
  }
}

function linesOf(text, done) {
  const raw = text.split('\n');
  const expanded = raw.map((line) => line.replace(/\r$/, '').replace(/^[ \t]+/, (lead) => lead.replaceAll('\t', '    ')));
  if (!done && isUndecided(expanded[expanded.length - 1])) expanded.pop();
  return { raw, expanded };
}

function isUndecided(line) {
  const words = line.trim();
  return words.length < SHORT && UNDECIDED.test(words);
}

/** Makes `parent` show the blocks, keeping every element that can stay. `views` is changed in place. */
function reconcile(parent, views, blocks, { open, levels = null }) {
  blocks.forEach((block, i) => {
    const how = { open: open && i === blocks.length - 1 };
    const kind = kindOf(block, levels);
    if (views[i]?.kind !== kind) {
      const view = VIEWS[block.type](block, kind);
      view.kind = kind;
      if (views[i]) views[i].el.replaceWith(view.el);
      else parent.append(view.el);
      views[i] = view;
    }
    views[i].update(block, how);
  });
  for (const gone of views.splice(blocks.length)) gone.el.remove();
}

/** Headings of an answer go down step by step, whatever levels the model used. */
function depthOf(levels, level) {
  while (levels.length > 0 && levels[levels.length - 1] >= level) levels.pop();
  levels.push(level);
  return levels.length;
}

function kindOf(block, levels) {
  if (block.type === 'list') return block.ordered ? 'ol' : 'ul';
  if (block.type !== 'h') return block.type;
  return levels ? `h${Math.min(6, 2 + depthOf(levels, block.level))}` : 'p-strong';
}

const VIEWS = {
  p: () => textView(h('p')),
  h: (block, kind) => textView(h(kind === 'p-strong' ? 'p' : kind, { class: `heading level-${block.level}` })),
  hr: () => ({ el: h('hr'), update() {} }),
  code: codeView,
  math: mathView,
  quote: quoteView,
  list: listView,
  table: tableView,
};

function textView(el) {
  const show = inlineInto(el);
  function update(block, { open }) {
    direct(el, block.text);
    show(block.text, open);
  }
  return { el, update };
}

/** Shows inline Markdown, keeping the elements of the part that stayed as it was. */
function inlineInto(el) {
  let shown = [];
  let last = null;
  return (text, open) => {
    const key = open ? `+${text}` : `-${text}`;
    if (key === last) return;
    last = key;
    const next = parseInline(text, { open }).map((node) => ({ node, key: JSON.stringify(node) }));
    const fresh = document.createDocumentFragment();
    let same = 0;
    while (same < next.length && same < shown.length && next[same].key === shown[same].key) same++;
    for (let i = same; i < next.length; i++) {
      const old = shown[i];
      if (old?.node.t === 'text' && next[i].node.t === 'text') {
        old.dom.data = next[i].node.v;
        next[i].dom = old.dom;
      } else {
        next[i].dom = inlineNode(next[i].node);
        if (old) old.dom.replaceWith(next[i].dom);
        else fresh.append(next[i].dom);
      }
    }
    el.append(fresh);
    for (let i = 0; i < same; i++) next[i].dom = shown[i].dom;
    for (let i = next.length; i < shown.length; i++) shown[i].dom.remove();
    shown = next;
  };
}

const inlineNodes = (nodes) => nodes.map(inlineNode);

function inlineNode(node) {
  switch (node.t) {
    case 'text': return document.createTextNode(node.v);
    case 'br': return h('br');
    case 'code': return h('code', { dir: 'ltr' }, visibly(node.v));
    case 'math': return formula(node.v, node.display);
    case 'image': return linkOrWords(node, [t('markdown.image'), inlineNodes(node.c)]);
    case 'link': return linkOrWords(node, inlineNodes(node.c));
    default: return h(node.t, {}, inlineNodes(node.c));
  }
}

function linkOrWords(node, children) {
  const target = safeTarget(node.href);
  if (!target) return h('span', { class: 'no-link', title: t('markdown.noLink') }, children);
  const link = h('a', { href: target.href, target: '_blank', rel: 'noopener noreferrer' }, h('bdi', {}, children));
  if (!saysHost(link.textContent.trim(), target)) link.append(h('span', { class: 'host' }, `(${target.host})`));
  return link;
}

function mathView() {
  const el = h('div', { class: 'formula' });
  let shown = null;
  function update(block) {
    const key = `${block.closed}${block.text}`;
    if (key === shown) return;
    shown = key;
    el.replaceChildren(block.closed ? formula(block.text, true) : h('code', { dir: 'ltr' }, visibly(block.text)));
  }
  return { el, update };
}

function codeView(first) {
  const code = h('code', { dir: 'ltr' });
  const label = h('span', { class: 'lang' });
  const pre = h('pre', { tabindex: '0', role: 'group' }, code);
  const shown = new CodeText(code);
  let now = first;
  const wrap = h('button', { type: 'button', class: 'btn plain', 'aria-pressed': 'false', onclick: toggle }, t('code.wrap'));
  const copyIt = h('button', { type: 'button', class: 'btn plain', onclick: copyCode }, t('code.copy'));
  const save = h('button', { type: 'button', class: 'btn plain', onclick: () => download(fileName(now.lang), stripped(now.text).text) }, t('code.save'));
  const acts = h('span', { class: 'bar-acts' }, wrap, save, copyIt);
  const el = h('div', { class: 'code' }, h('div', { class: 'bar' }, label, acts), pre);
  let draw = null;
  function toggle() {
    wrap.setAttribute('aria-pressed', String(pre.classList.toggle('wrapped')));
  }
  function copyCode() {
    const clean = stripped(now.text);
    copy(clean.text, copyIt, clean.removed > 0 ? t('code.copiedWithout', { n: clean.removed }) : undefined);
  }
  function update(block) {
    now = block;
    const name = block.lang || t('code.plain');
    if (label.textContent !== name) {
      label.textContent = name;
      pre.setAttribute('aria-label', t('code.label', { lang: name }));
    }
    shown.update(block.text, block.lang);
    if (block.closed && draw === null && block.lang.toLowerCase() === 'mermaid') acts.prepend((draw = diagramButton(el, pre, () => now.text)));
  }
  update(first);
  return { el, update };
}

function quoteView() {
  const head = h('p', { class: 'alert-head', hidden: true });
  const body = h('div', {});
  const el = h('blockquote', {}, body);
  const views = [];
  function update(block, how) {
    direct(el, firstWords(block));
    if (block.alert && !head.parentNode) el.prepend(head);
    if (block.alert && el.className !== `alert ${block.alert}`) {
      el.className = `alert ${block.alert}`;
      head.hidden = false;
      head.textContent = t(`alert.${block.alert}`);
    }
    reconcile(body, views, block.blocks, how);
  }
  return { el, update };
}

function listView(first) {
  const el = h(first.ordered ? 'ol' : 'ul');
  const items = [];
  function update(block, { open }) {
    direct(el, firstWords(block));
    el.classList.toggle('tight', !block.loose);
    if (block.ordered && el.start !== block.first) el.start = block.first;
    block.items.forEach((item, i) => {
      items[i] ??= itemView(el);
      items[i].update(item, { open: open && i === block.items.length - 1 });
    });
    for (const gone of items.splice(block.items.length)) gone.el.remove();
  }
  return { el, update };
}

function itemView(list) {
  const body = h('div');
  const el = h('li', {}, body);
  const views = [];
  let box = null;
  list.append(el);
  function update(item, how) {
    if ((item.checked === null) !== (box === null)) {
      box?.remove();
      box = item.checked === null ? null : h('input', { type: 'checkbox', disabled: true, 'aria-label': t('markdown.task') });
      if (box) el.prepend(box);
      el.classList.toggle('task', box !== null);
    }
    if (box) box.checked = item.checked;
    reconcile(body, views, item.blocks, how);
  }
  return { el, update };
}

function tableView(first) {
  const head = h('tr', {});
  const body = h('tbody', {});
  const el = h('div', { class: 'table', tabindex: '0', role: 'group', 'aria-label': t('markdown.table') },
    h('table', {}, h('thead', {}, head), body));
  const rows = [];
  let headKey = null;
  function update(block) {
    const key = JSON.stringify([block.head, block.aligns]);
    if (key !== headKey) {
      headKey = key;
      head.replaceChildren(...block.head.map((text, i) => cell('th', text, block.aligns[i])));
    }
    block.rows.forEach((texts, i) => {
      const rowKey = JSON.stringify(texts);
      if (rows[i]?.key === rowKey) return;
      const row = h('tr', {}, texts.map((text, column) => cell('td', text, block.aligns[column])));
      if (rows[i]) rows[i].row.replaceWith(row);
      else body.append(row);
      rows[i] = { key: rowKey, row };
    });
    for (const gone of rows.splice(block.rows.length)) gone.row.remove();
  }
  update(first);
  return { el, update };
}

function cell(tag, text, align) {
  const empty = tag === 'th' && text === '';
  const el = h(empty ? 'td' : tag, { class: align ? `to-${align}` : null, scope: tag === 'th' && !empty ? 'col' : null },
    inlineNodes(parseInline(text)));
  direct(el, text);
  return el;
}
