// Markdown without its marks, for those who paste an answer where Markdown is not known.

import { parseBlocks } from './blocks.js';
import { parseInline } from './inline.js';

/**
 * @param {string} markdown
 * @param {boolean} [aloud] without what nobody wants to hear: code, formulas, addresses
 */
export function plainText(markdown, aloud = false) {
  const words = (text) => nodes(parseInline(text), aloud);
  const blocks = (list) => list.map(block).filter((text) => text !== null);

  function block(one) {
    switch (one.type) {
      case 'code': case 'math': return aloud ? null : one.text;
      case 'hr': return null;
      case 'quote': return blocks(one.blocks).join('\n\n');
      case 'list': return one.items.map((item, i) => listItem(item, one.ordered ? `${one.first + i}. ` : '- ')).join('\n');
      case 'table': return [one.head, ...one.rows].map((row) => row.map(words).join('\t')).join('\n');
      default: return words(one.text);
    }
  }

  function listItem(item, mark) {
    const box = item.checked === null || aloud ? '' : item.checked ? '[x] ' : '[ ] ';
    return mark + box + blocks(item.blocks).join('\n').replaceAll('\n', `\n${' '.repeat(mark.length)}`);
  }

  return blocks(parseBlocks(markdown.replaceAll('\r\n', '\n').split('\n'))).join('\n\n');
}

function nodes(list, aloud) {
  return list.map((node) => {
    if (node.t === 'br') return '\n';
    if (node.v !== undefined) return node.v;
    const inner = nodes(node.c, aloud);
    return !aloud && (node.t === 'link' || node.t === 'image') && inner !== node.href ? `${inner} (${node.href})` : inner;
  }).join('');
}
