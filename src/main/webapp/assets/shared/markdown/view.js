// Shows Markdown that is still being written. Blocks that are complete are never touched again; of the last one only what changed
// is. Everything is made of elements and text nodes, and an image is never loaded.

import { h } from '../dom.js';
import { t } from '../texts.js';
import { copy } from '../clipboard.js';
import { parseBlocks } from './blocks.js';
import { parseInline } from './inline.js';
import { direct, firstWords } from './direction.js';
import { safeTarget, saysHost } from './links.js';
import { pieces, stripped } from './visible.js';

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
    const lines = linesOf(text.slice(this.#start), done);
    const blocks = parseBlocks(lines.expanded, { open: !done });
    const levels = [...this.#levels];
    reconcile(this.#container, this.#views, blocks, { open: !done, levels });
    if (blocks.length > 1) this.#fix(blocks, lines.raw);
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
    this.#start = 0;
    this.#levels = [];
  }
}

function linesOf(text, done) {
  const raw = text.split('\n');
  const expanded = raw.map((line) => line.replace(/\r$/, '').replace(/^[ \t]+/, (lead) => lead.replaceAll('\t', '    ')));
  const last = expanded[expanded.length - 1].trim();
  if (!done && last.length < SHORT && UNDECIDED.test(last)) expanded.pop();
  return { raw, expanded };
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

const visibly = (text) =>
  pieces(text).map((piece) => (typeof piece === 'string' ? piece : h('span', { class: 'hidden-character', title: t('markdown.hidden') }, piece.hidden)));

function codeView(first) {
  const code = h('code', { dir: 'ltr' });
  const label = h('span', { class: 'lang' });
  const pre = h('pre', { tabindex: '0', role: 'group' }, code);
  let text = '';
  const wrap = h('button', { type: 'button', class: 'btn plain', 'aria-pressed': 'false', onclick: toggle }, t('code.wrap'));
  const copyIt = h('button', { type: 'button', class: 'btn plain', onclick: copyCode }, t('code.copy'));
  const el = h('div', { class: 'code' }, h('div', { class: 'bar' }, label, h('span', { class: 'bar-acts' }, wrap, copyIt)), pre);
  function toggle() {
    wrap.setAttribute('aria-pressed', String(pre.classList.toggle('wrapped')));
  }
  function copyCode() {
    const clean = stripped(text);
    copy(clean.text, copyIt, clean.removed > 0 ? t('code.copiedWithout', { n: clean.removed }) : undefined);
  }
  function update(block) {
    label.textContent = block.lang || t('code.plain');
    pre.setAttribute('aria-label', t('code.label', { lang: block.lang || t('code.plain') }));
    if (block.text === text) return;
    if (!block.text.startsWith(text)) code.replaceChildren();
    const grown = code.hasChildNodes() ? block.text.slice(text.length) : block.text;
    appendText(code, visibly(grown));
    text = block.text;
  }
  update(first);
  return { el, update };
}

/** Adds to the last text node where it can: one text node for a whole listing. */
function appendText(el, parts) {
  for (const part of parts) {
    if (typeof part === 'string' && el.lastChild?.nodeType === Node.TEXT_NODE) el.lastChild.appendData(part);
    else el.append(part);
  }
}

function quoteView() {
  const el = h('blockquote');
  const views = [];
  function update(block, how) {
    direct(el, firstWords(block));
    reconcile(el, views, block.blocks, how);
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
