// A button that opens a short list of things to do. The platform's popover closes it; arrows move through it.

import { fill, h } from './dom.js';

const GAP = 4;
const EDGE = 8;
let count = 0;

/**
 * @param {{label: Node|string, name?: string, className?: string, entries: () => Array<{words: string, run: () => void, danger?: boolean}|HTMLElement|false|null>}} how
 *     `name`: for screen readers, where the label is no word; `entries` are asked each time that it opens
 */
export function menuButton({ label, name, className = 'btn plain', entries }) {
  const id = `menu-${++count}`;
  let panel = null;
  const button = h('button', { type: 'button', class: className, 'aria-label': name, 'aria-haspopup': 'true', 'aria-expanded': 'false', onclick: toggle }, label);

  function toggle() {
    if (panel) {
      panel.hidePopover();
      return;
    }
    panel = h('div', { class: 'popup menu', id, popover: 'auto', onkeydown: move, ontoggle: toggled });
    fill(panel, entries().filter(Boolean).map(entry));
    (button.closest('dialog') ?? document.body).append(panel);
    panel.showPopover({ source: button });
    place(panel, button);
    panel.querySelector('button, a, input')?.focus();
  }

  function entry(one) {
    if (one instanceof HTMLElement) return one;
    return h('button', { type: 'button', class: one.danger ? 'entry danger' : 'entry', 'aria-pressed': one.pressed ?? null, onclick: () => {
      close();
      one.run();
    } }, one.words);
  }

  function close() {
    const open = panel;
    open?.hidePopover();
    button.focus();
  }

  function toggled(event) {
    const open = event.newState === 'open';
    button.setAttribute('aria-expanded', String(open));
    if (open) return;
    if (panel?.contains(document.activeElement)) button.focus();
    panel?.remove();
    panel = null;
  }

  function move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...panel.querySelectorAll('button, a, input')];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  }

  return button;
}

/** Puts a popover under an element, or above it where there is no room. */
export function place(panel, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = at.bottom + GAP + height <= innerHeight - EDGE;
  const rtl = getComputedStyle(anchor).direction === 'rtl';
  const left = rtl ? at.right - width : at.left;
  panel.style.top = `${Math.max(EDGE, below ? at.bottom + GAP : at.top - GAP - height)}px`;
  panel.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
}
