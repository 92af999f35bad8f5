// Which way a text is read, by its first letter. The browser's own dir=auto looks at all of it again at every change.

const LOOKED_AT = 300;
const LETTER = /\p{L}/u;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Makes the element right-to-left when its text begins so. */
export function direct(el, text) {
  if (el.dir) return;
  const letter = LETTER.exec(text.slice(0, LOOKED_AT));
  if (letter) el.dir = RIGHT_TO_LEFT.test(letter[0]) ? 'rtl' : 'ltr';
}

/** The first words of a block, wherever they are in it. */
export function firstWords(block) {
  const inner = block?.blocks?.[0] ?? block?.items?.[0]?.blocks[0];
  return block?.text ?? (inner ? firstWords(inner) : '');
}
