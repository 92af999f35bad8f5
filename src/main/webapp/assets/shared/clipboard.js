// Copies text and says so on the button that was pressed.

import { announce } from './announce.js';
import { t } from './texts.js';

const SHOWN_FOR = 2000;

/**
 * @param {HTMLButtonElement|null} button null where nothing is left of it, as of an entry of a menu
 * @param {string} [told] what is said instead of "Copied"
 */
export async function copy(text, button, told = t('copied')) {
  let said = told;
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else copyBySelection(text);
  } catch {
    said = t('copyFailed');
  }
  announce(said);
  if (!button) return;
  const label = button.dataset.label ?? (button.dataset.label = button.textContent);
  button.textContent = said;
  clearTimeout(Number(button.dataset.timer));
  button.dataset.timer = String(setTimeout(() => (button.textContent = label), SHOWN_FOR));
}

/** Over plain http a browser has no clipboard for scripts, only the old command. */
function copyBySelection(text) {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'unseen';
  const before = document.activeElement;
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  before?.focus();
  if (!done) throw new Error('copy was refused');
}
