// Cuts Markdown into blocks: plain data, no document. What GitHub's Markdown knows and models write: headings, paragraphs, nested
// and task lists, quotes, fenced and indented code, tables, rules. HTML is text. Underlined headings are not known: a line of
// dashes after a line of text is a rule, so that no line that is already on the page changes its kind later.

const DEEPEST = 16;
const DEEPEST_INDENT = 200;
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;
const HEADING = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const QUOTE = /^ {0,3}> ?/;
const ALERT = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*$/;
const ITEM = /^( {0,200})([-*+]|\d{1,9}[.)])([ \t]+|$)/;
const TASK = /^\[([ xX])\][ \t]+/;
const MATH = /^ {0,3}(\$\$|\\\[)/;
const MATH_END = { '$$': '$$', '\\[': '\\]' };
const MOST_MATH_LINES = 200;
const DELIMITERS = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/**
 * @typedef {Object} Block
 * @property {'p'|'h'|'code'|'math'|'quote'|'list'|'table'|'hr'} type
 * @property {number} line first line
 */

/**
 * @param {string[]} lines
 * @param {{open?: boolean, depth?: number, raw?: string[]}} [how] open: more lines may follow, so that a table is shown from its first line on;
 *     raw: the lines as they were written, with their tabs, for what is in fences
 * @returns {Block[]}
 */
export function parseBlocks(lines, { open = false, depth = 0, raw = lines } = {}) {
  const blocks = [];
  let i = 0;
  while (i < lines.length) {
    if (isBlank(lines[i])) {
      i++;
      continue;
    }
    const block = readBlock(lines, i, open, depth, raw);
    block.line = i;
    blocks.push(block);
    i = block.next;
  }
  return blocks;
}

function readBlock(lines, i, open, depth, raw) {
  const line = lines[i];
  const fence = FENCE.exec(line);
  if (fence && !(fence[1][0] === '`' && fence[2].includes('`'))) return readFence(lines, i, fence, raw);
  const math = MATH.test(line) && readMath(lines, i, open);
  if (math) return math;
  const heading = HEADING.exec(line);
  if (heading) return { type: 'h', level: heading[1].length, text: headingText(line.slice(heading[0].length)), next: i + 1 };
  if (RULE.test(line)) return { type: 'hr', next: i + 1 };
  if (depth < DEEPEST) {
    if (QUOTE.test(line)) return readQuote(lines, i, open, depth);
    if (ITEM.test(line) && startsList(line)) return readList(lines, i, open, depth);
  }
  if (isTable(lines, i, open)) return readTable(lines, i);
  if (/^ {4}/.test(line) && depth < DEEPEST) return readIndented(lines, i);
  return readParagraph(lines, i, depth);
}

/** Without the marks that may close a heading; by hand, as a pattern would try too many ways. */
function headingText(rest) {
  const text = rest.trim();
  let end = text.length;
  while (text[end - 1] === '#') end--;
  return end === 0 || /\s/.test(text[end - 1]) ? text.slice(0, end).trimEnd() : text;
}

/** Indented by four or more it is code, unless it is plainly an item. */
const startsList = (line) => indentOf(line) < 4 || /^ *([-*+]|\d{1,3}[.)]) +\S/.test(line);

function readFence(lines, start, [, mark, info], raw) {
  const indent = indentOf(lines[start]);
  const close = closing(mark);
  const text = [];
  let i = start + 1;
  while (i < lines.length && !close.test(lines[i])) text.push(dedent(raw[i++].replace(/\r$/, ''), indent));
  const closed = i < lines.length;
  return { type: 'code', lang: info.trim().split(/\s+/)[0], text: text.join('\n'), closed, mark, indent, next: closed ? i + 1 : i };
}

/** The line that ends a fence which began with this mark. */
export const closing = (mark) => new RegExp(`^ {0,3}\\${mark[0]}{${mark.length},}[ \\t]*$`);

/** A formula on lines of its own; null when its end does not stand at the end of a line. */
function readMath(lines, start, open) {
  const [, begin] = MATH.exec(lines[start]);
  const end = MATH_END[begin];
  const text = [];
  for (let i = start; i < Math.min(lines.length, start + MOST_MATH_LINES); i++) {
    const rest = (i === start ? lines[i].trim().slice(begin.length) : lines[i]).trimEnd();
    const at = rest.indexOf(end);
    if (at >= 0 && at < rest.length - end.length) return null;
    if (at >= 0) return { type: 'math', text: [...text, rest.slice(0, at)].join('\n').trim(), closed: true, next: i + 1 };
    text.push(rest);
  }
  const unfinished = open && start + MOST_MATH_LINES > lines.length;
  return unfinished ? { type: 'math', text: text.join('\n').trim(), closed: false, next: lines.length } : null;
}

function readIndented(lines, start) {
  const text = [];
  let i = start;
  while (i < lines.length && (isBlank(lines[i]) || /^ {4}/.test(lines[i]))) text.push(dedent(lines[i++], 4));
  return { type: 'code', lang: '', text: text.join('\n').trimEnd(), closed: true, next: i };
}

function readQuote(lines, start, open, depth) {
  const inner = [];
  let i = start;
  while (i < lines.length && (QUOTE.test(lines[i]) || continuesParagraph(lines[i], inner))) inner.push(lines[i++].replace(QUOTE, ''));
  const alert = ALERT.exec(inner[0]);
  if (alert) inner.shift();
  return { type: 'quote', alert: alert?.[1].toLowerCase() ?? null, blocks: parseBlocks(inner, { open, depth: depth + 1 }), next: i };
}

/** A plain line after a plain line belongs to its paragraph, also when the writer left out the quote mark or the indentation. */
function continuesParagraph(line, inner) {
  const last = inner[inner.length - 1];
  return last !== undefined && !isBlank(last) && !isBlank(line) && !interrupts(line) && !interrupts(last) && !ITEM.test(line);
}

function readList(lines, start, open, depth) {
  const [, , mark] = ITEM.exec(lines[start]);
  const ordered = mark.length > 1;
  const kind = mark[mark.length - 1];
  const indent = indentOf(lines[start]);
  const list = { type: 'list', ordered, first: ordered ? parseInt(mark, 10) : 1, loose: false, items: [], next: start };
  let i = start;
  while (i < lines.length) {
    const item = ITEM.exec(lines[i]);
    if (!item || RULE.test(lines[i]) || item[2][item[2].length - 1] !== kind || item[1].length < indent - 1) break;
    i = readItem(lines, i, item, list, open, depth);
    const after = skipBlank(lines, i);
    if (after > i && ITEM.test(lines[after] ?? '') && indentOf(lines[after]) < indent + 2) {
      list.loose ||= sameKind(lines[after], kind);
      if (sameKind(lines[after], kind)) i = after;
    }
  }
  list.next = i;
  return list;
}

const sameKind = (line, kind) => ITEM.exec(line)[2].endsWith(kind);

function readItem(lines, start, [, lead, mark, gap], list, open, depth) {
  const width = lead.length + mark.length + (gap.length > 4 || gap === '' ? 1 : gap.length);
  const least = lead.length + 2;
  const inner = [dedent(lines[start].slice(lead.length + mark.length), Math.max(1, width - lead.length - mark.length))];
  let i = start + 1;
  for (; i < lines.length; i++) {
    if (isBlank(lines[i])) {
      const after = skipBlank(lines, i);
      if (after === lines.length || indentOf(lines[after]) < least) break;
      inner.push('');
    } else if (indentOf(lines[i]) >= least) {
      inner.push(dedent(lines[i], Math.min(width, indentOf(lines[i]))));
    } else if (continuesParagraph(lines[i], inner)) {
      inner.push(lines[i].trimStart());
    } else {
      break;
    }
  }
  const task = TASK.exec(inner[0]);
  if (task) inner[0] = inner[0].slice(task[0].length);
  const blocks = parseBlocks(inner, { open, depth: depth + 1 });
  if (blocks.filter((block) => block.type === 'p').length > 1) list.loose = true;
  list.items.push({ checked: task ? task[1] !== ' ' : null, blocks });
  return i;
}

function isTable(lines, i, open) {
  if (!lines[i].includes('|')) return false;
  const second = lines[i + 1];
  if (second !== undefined && DELIMITERS.test(second) && second.includes('-')) {
    return cells(second).length === cells(lines[i]).length;
  }
  const coming = second === undefined || (i + 2 === lines.length && /^[ \t]*\|?[ \t:|-]*$/.test(second) && !isBlank(second));
  return open && coming && /^ {0,3}\|.*\S.*\|[ \t]*$/.test(lines[i]);
}

function readTable(lines, start) {
  const head = cells(lines[start]);
  const complete = DELIMITERS.test(lines[start + 1] ?? '');
  const aligns = complete ? cells(lines[start + 1]).map(alignOf) : head.map(() => '');
  const rows = [];
  let i = start + 2;
  while (i < lines.length && !isBlank(lines[i]) && !interrupts(lines[i])) {
    const row = cells(lines[i++]);
    rows.push(head.map((_, column) => row[column] ?? ''));
  }
  return { type: 'table', head, aligns, rows, next: Math.min(i, lines.length) };
}

function alignOf(cell) {
  if (!cell.endsWith(':')) return '';
  return cell.startsWith(':') ? 'center' : 'end';
}

/** The cells of a row; an escaped bar, or one inside of code, parts nothing. */
export function cells(line) {
  const found = [];
  let cell = '';
  let ticks = 0;
  const text = line.trim().replace(/^\|/, '');
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && text[i + 1] === '|') {
      cell += '|';
      i++;
    } else if (text[i] === '`') {
      let run = 1;
      while (text[i + run] === '`') run++;
      if (ticks === 0 && text.includes('`'.repeat(run), i + run)) ticks = run;
      else if (ticks === run) ticks = 0;
      cell += '`'.repeat(run);
      i += run - 1;
    } else if (text[i] === '|' && ticks === 0) {
      found.push(cell.trim());
      cell = '';
    } else {
      cell += text[i];
    }
  }
  if (cell.trim() !== '' || !text.endsWith('|')) found.push(cell.trim());
  return found;
}

function readParagraph(lines, start, depth) {
  const text = [lines[start].trim()];
  let i = start + 1;
  while (i < lines.length && !isBlank(lines[i]) && !interrupts(lines[i]) && !(depth < DEEPEST && interruptsAsItem(lines[i]))) {
    if (lines[i].includes('|') && DELIMITERS.test(lines[i + 1] ?? '') && isTable(lines, i, false)) break;
    text.push(lines[i++].trimStart());
  }
  return { type: 'p', text: text.join('\n').trimEnd(), next: i };
}

/** Whether the line ends a paragraph. */
function interrupts(line) {
  return FENCE.test(line) || MATH.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line);
}

/** An item ends a paragraph, but a number such as 1986. at the beginning of a line does not. */
function interruptsAsItem(line) {
  const item = ITEM.exec(line);
  return item !== null && item[3] !== '' && (item[2].length === 1 || /^1[.)]$/.test(item[2]));
}

function skipBlank(lines, i) {
  let next = i;
  while (next < lines.length && isBlank(lines[next])) next++;
  return next;
}

const isBlank = (line) => line.trim() === '';

function indentOf(line) {
  let n = 0;
  while (n < DEEPEST_INDENT && line[n] === ' ') n++;
  return n;
}

function dedent(line, width) {
  return line.slice(Math.min(width, indentOf(line)));
}
