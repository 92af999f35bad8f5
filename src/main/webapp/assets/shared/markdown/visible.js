// Characters that change how code reads without being seen: direction marks, controls, hidden tags, invisible spaces.

const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}\u{e0100}-\u{e01ef}]/gu;

/** Cuts a text into strings to show as they are and {hidden: 'U+202E'} for what would not be seen. */
export function pieces(text) {
  const out = [];
  let from = 0;
  for (const found of text.matchAll(HIDDEN)) {
    if (found.index > from) out.push(text.slice(from, found.index));
    out.push({ hidden: `U+${found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}` });
    from = found.index + found[0].length;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}

/** The text without them, and how many there were. */
export function stripped(text) {
  let removed = 0;
  const clean = text.replace(HIDDEN, () => {
    removed++;
    return '';
  });
  return { text: clean, removed };
}
