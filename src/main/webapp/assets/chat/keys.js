// The page's keyboard shortcuts. dialogs.js lists them for the reader.

/** @param {{find: () => void, help: () => void, startNew: () => void, focus: () => void, stop: () => void}} acts */
export function listenToKeys(acts) {
  addEventListener('keydown', (event) => {
    const act = actFor(event, acts);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function actFor(event, acts) {
  if (event.isComposing || document.querySelector('dialog[open]')) return null;
  const key = event.key.toLowerCase();
  const command = event.ctrlKey || event.metaKey;
  if (event.isComposing) return null;
  if (document.querySelector('dialog[open]')) return command && key === 'k' ? () => {} : null;
  if (command && !event.altKey && key === 'k' && !event.shiftKey) return acts.find;
  if (command && !event.altKey && key === 'o' && event.shiftKey) return acts.startNew;
  if (command || event.altKey) return null;
  if (key === 'escape') return document.querySelector(':popover-open') || document.body.classList.contains('drawer') ? null : acts.stop;
  if (isTyping(event.target)) return null;
  if (event.key === '?') return acts.help;
  return event.key === '/' ? acts.focus : null;
}

const isTyping = (target) => target.matches?.('textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])') ?? false;
