// Diagrams, drawn when the reader asks for it: in a frame with an origin of its own, which can run nothing but the library and reach nothing.

import { h } from '../dom.js';
import { t } from '../texts.js';

const FRAME = new URL('../../diagram/frame.html', import.meta.url).href;
const PATIENCE = 20_000;
const TALLEST = 4000;

/** A button that draws the listing, or shows it as text again. */
export function diagramButton(box, pre, text) {
  const button = h('button', { type: 'button', class: 'btn plain', 'aria-pressed': 'false', onclick: toggle }, t('diagram.draw'));
  let shown = null;
  function toggle() {
    const on = shown === null;
    button.setAttribute('aria-pressed', String(on));
    pre.hidden = on;
    if (on) {
      box.append((shown = diagram(text(), failed)));
    } else {
      shown.remove();
      shown = null;
    }
  }
  function failed(why) {
    if (shown === null) return;
    toggle();
    const told = h('p', { class: 'note diagram-note', role: 'status' }, t('diagram.failed', { why }));
    box.querySelector('.diagram-note')?.remove();
    box.append(told);
  }
  return button;
}

function diagram(text, failed) {
  const frame = h('iframe', { class: 'diagram', sandbox: 'allow-scripts', title: t('diagram.title'), src: FRAME, referrerpolicy: 'no-referrer' });
  const timer = setTimeout(() => end(t('diagram.slow')), PATIENCE);
  function end(why) {
    clearTimeout(timer);
    removeEventListener('message', heard);
    if (why !== null) failed(why);
  }
  function heard({ source, data }) {
    if (source !== frame.contentWindow) return;
    if (data?.ready) {
      source.postMessage({ text, dark: isDark(), paper: getComputedStyle(frame).backgroundColor }, '*');
    } else if (Number.isFinite(data?.height)) {
      frame.style.height = `${Math.min(TALLEST, Math.max(40, data.height))}px`;
      end(null);
    } else if (typeof data?.error === 'string') {
      end(data.error.slice(0, 300));
    }
  }
  addEventListener('message', heard);
  return frame;
}

function isDark() {
  const chosen = document.documentElement.dataset.scheme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}
