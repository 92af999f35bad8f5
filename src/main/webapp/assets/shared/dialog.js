// A native dialog, closed by Escape, with the focus going back to where it was.

import { h, icon, icons } from './dom.js';
import { t } from './texts.js';

let opened = 0;

/**
 * Shows a dialog; it leaves the document when it is closed.
 * @param {{title: string, className?: string, titleHidden?: boolean, mustChoose?: boolean}} how with `mustChoose` neither Escape nor a click beside it closes it
 */
export function openDialog({ title, className = '', titleHidden = false, mustChoose = false }, ...children) {
  const close = h('button', { type: 'button', class: 'btn plain', 'aria-label': t('close'), onclick: () => dialog.close() }, icon(icons.close));
  // A dialog can stand on another, or open before one that was closed has left.
  const id = `dialog-title-${++opened}`;
  const heading = h('h2', { id, class: titleHidden ? 'unseen' : null }, title);
  const dialog = h('dialog', { class: className, 'aria-labelledby': id, onclose: left },
    h('div', { class: 'dialog-head' }, heading, !titleHidden && !mustChoose && close), children);
  if (mustChoose) dialog.addEventListener('cancel', (event) => event.preventDefault());
  else dialog.addEventListener('pointerdown', (event) => event.target === dialog && isOutside(event, dialog) && dialog.close());
  function left() {
    dialog.remove();
    // Chromium gives the focus back to a field, but the caret is gone with the dialog: nothing typed would arrive.
    const field = document.activeElement;
    if (!field?.matches('textarea, input')) return;
    const { selectionStart, selectionEnd } = field;
    field.blur();
    field.focus();
    if (selectionStart !== null) field.setSelectionRange(selectionStart, selectionEnd);
  }
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function isOutside({ clientX: x, clientY: y }, dialog) {
  const box = dialog.getBoundingClientRect();
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}

/** Asks before something that cannot be undone. */
export function confirmDialog({ title, text, act, run }) {
  const dialog = openDialog({ title },
    h('p', {}, text),
    h('div', { class: 'dialog-acts' },
      h('button', { type: 'button', class: 'btn', autofocus: true, onclick: () => dialog.close() }, t('cancel')),
      h('button', { type: 'button', class: 'btn danger', onclick: () => {
        dialog.close();
        run();
      } }, act)));
}
