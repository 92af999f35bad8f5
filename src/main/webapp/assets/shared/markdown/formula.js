// Formulas by KaTeX, which is loaded with the first of them. It knows no links, no markup and no images here (trust is off); what it
// cannot read is shown as it was written.

import { h } from '../dom.js';
import { visibly } from './code-text.js';

const BASE = new URL('../../lib/katex/', import.meta.url);
const HOW = { throwOnError: true, trust: false, strict: 'ignore', maxExpand: 300, maxSize: 20, output: 'htmlAndMathml' };

let katex = null;
let loading = null;

function load() {
  loading ??= (async () => {
    const styled = new Promise((done) => {
      document.head.append(h('link', { rel: 'stylesheet', href: new URL('katex.min.css', BASE).href, onload: done, onerror: done }));
    });
    await Promise.all([import(new URL('katex.min.js', BASE).href), styled]);
    katex = globalThis.katex;
  })().catch((e) => console.warn('Formulas are shown as they were written', e));
  return loading;
}

/** An element that shows the formula, at first as it was written. */
export function formula(tex, display) {
  const el = h('span', { class: display ? 'math display' : 'math', dir: 'ltr' });
  const source = () => el.replaceChildren(h('code', { dir: 'ltr' }, visibly(tex)));
  if (katex) return draw(el, tex, display, source);
  source();
  load().then(() => katex && draw(el, tex, display, source));
  return el;
}

function draw(el, tex, display, source) {
  try {
    const tree = katex.__renderToDomTree(tex, { ...HOW, displayMode: display });
    styleByScript(tree);
    el.replaceChildren(tree.toNode());
  } catch {
    source();
  }
  return el;
}

/** KaTeX writes the width of a stretched sign into a style attribute, which the page's policy forbids. The same is allowed to a script. */
function styleByScript(node) {
  const style = node.attributes?.style;
  if (style !== undefined) {
    delete node.attributes.style;
    const toNode = node.toNode.bind(node);
    node.toNode = () => {
      const el = toNode();
      el.style.cssText = style;
      return el;
    };
  }
  node.children?.forEach(styleByScript);
}
