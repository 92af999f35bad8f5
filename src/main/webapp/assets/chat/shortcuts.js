// The page's keyboard shortcuts: what they do, which keys they have, and how a person changes them.

const MAC = /Mac|iP(hone|ad)/.test(navigator.platform);

/** Each with its own keys. `Mod` is Ctrl, on a Mac ⌘. Those without an act belong to the question box and are only listed. */
export const SHORTCUTS = [
  { id: 'send', fixed: ['Enter'] },
  { id: 'line', fixed: ['Shift+Enter'] },
  { id: 'stop', keys: 'Escape' },
  { id: 'find', keys: 'Mod+K' },
  { id: 'new', keys: 'Mod+Shift+O' },
  { id: 'focus', keys: '/' },
  { id: 'copy', keys: 'Mod+Shift+C' },
  { id: 'again', keys: 'Mod+Shift+E' },
  { id: 'model', keys: 'Mod+Shift+M' },
  { id: 'previous', keys: 'Alt+ArrowUp' },
  { id: 'following', keys: 'Alt+ArrowDown' },
  { id: 'help', keys: '?' },
];

/** The keys of an event in the order Mod, Alt, Shift, key. A sign that needs Shift on some keyboards counts as the sign alone. */
export function keysOf(event) {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const sign = event.key.length === 1 && !/[\p{L}\d ]/u.test(event.key);
  const mod = MAC ? event.metaKey : event.ctrlKey;
  return [mod && 'Mod', event.altKey && 'Alt', event.shiftKey && !sign && 'Shift', key].filter(Boolean).join('+');
}

/** The keys that a shortcut has for this person. */
export const keysFor = (shortcut, own = {}) => own[shortcut.id] ?? shortcut.keys;

/** As they stand on keyboards. */
export function keyNames(keys) {
  if (keys === '') return [];
  return keys.split(/\+(?=.)/).map((key) => ({ Mod: MAC ? '⌘' : 'Ctrl', Escape: 'Esc', ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', ' ': '␣' })[key] ?? key);
}

/** Why keys cannot be used, as the key of a text; null when they can. */
export function refusalOf(keys, id, own = {}) {
  const [key] = keys.split('+').slice(-1);
  if (['Mod', 'Control', 'Shift', 'Alt', 'Meta', 'AltGraph'].includes(key)) return 'keys.incomplete';
  if (['Tab', 'Enter', 'F5', 'Mod+R', 'Mod+W', 'Mod+T', 'Mod+N', 'Mod+C', 'Mod+V', 'Mod+X', 'Mod+A', 'Mod+Z'].includes(keys)) return 'keys.reserved';
  const taken = SHORTCUTS.find((one) => one.id !== id && one.keys && keysFor(one, own) === keys);
  return taken ? 'keys.taken' : null;
}

/**
 * @param {Object<string, () => void>} acts by the shortcuts' ids
 * @param {() => Object<string, string>} own what the person changed
 */
export function listenToKeys(acts, own) {
  addEventListener('keydown', (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const keys = keysOf(event);
    const shortcut = SHORTCUTS.find((one) => one.keys && keysFor(one, own()) === keys);
    if (!shortcut) return;
    if (document.querySelector('dialog[open]')) return;
    const plain = !/^(Mod|Alt)\+/.test(keys);
    if (keys === 'Escape' && (document.querySelector(':popover-open') || document.body.classList.contains('drawer'))) return;
    if (plain && keys !== 'Escape' && !/^F\d+$/.test(keys) && isTyping(event.target)) return;
    event.preventDefault();
    acts[shortcut.id]?.();
  });
}

const isTyping = (target) => target.matches?.('textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])') ?? false;
