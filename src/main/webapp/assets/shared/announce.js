// Tells screen readers what happened, in few words and never each token.

import { byId } from './dom.js';

let turn = 0;

export function announce(text) {
  const place = byId('announcer');
  if (!place) return;
  // The same words twice are only read twice when they differ.
  turn = 1 - turn;
  place.textContent = text + (turn ? '\u00a0' : '');
}
