// Lists the shortcuts and lets a person change them.

import { fill, h } from '../shared/dom.js';
import { openDialog } from '../shared/dialog.js';
import { t } from '../shared/texts.js';
import { keyNames, keysFor, keysOf, refusalOf, SHORTCUTS } from './shortcuts.js';

export function showShortcuts(preferences) {
  const list = h('dl', { class: 'keys' });
  const told = h('p', { class: 'note', role: 'status' });
  const reset = h('button', { type: 'button', class: 'btn', onclick: () => {
    preferences.set('shortcuts', null);
    show();
  } }, t('keys.reset'));
  openDialog({ title: t('keys.title') }, list, told, h('div', { class: 'dialog-acts' }, reset));
  show();

  function show(focus) {
    const own = preferences.get('shortcuts') ?? {};
    reset.hidden = Object.keys(own).length === 0;
    fill(list, SHORTCUTS.map((shortcut) => h('div', {}, h('dt', {}, t(`keys.${shortcut.id}`)), h('dd', {},
      shortcut.fixed ? shortcut.fixed.flatMap(names) : change(shortcut, own)))));
    if (focus) list.querySelector(`[data-id=${focus}]`)?.focus();
  }

  function names(keys) {
    // With spaces: the name of the button has them, and must hold what is seen.
    return keyNames(keys).flatMap((key, i) => [i > 0 && ' ', h('kbd', {}, key)]);
  }

  function change(shortcut, own) {
    const keys = keysFor(shortcut, own);
    const button = h('button', { type: 'button', class: 'btn plain key-button', data: { id: shortcut.id }, 'aria-label': t('keys.change', { what: t(`keys.${shortcut.id}`), keys: keyNames(keys).join(' ') }), onclick: listen }, names(keys));
    function listen() {
      button.focus();
      fill(button, t('keys.press'));
      told.textContent = '';
      button.onkeydown = (event) => {
        if (event.key === 'Tab') return;
        event.preventDefault();
        event.stopPropagation();
        const pressed = keysOf(event);
        if (pressed === 'Escape' && shortcut.id !== 'stop') return show(shortcut.id);
        const refusal = refusalOf(pressed, shortcut.id, own);
        if (refusal === 'keys.incomplete') return undefined;
        if (refusal) return (told.textContent = t(refusal, { keys: keyNames(pressed).join(' ') }));
        preferences.set('shortcuts', { ...own, [shortcut.id]: pressed });
        return show(shortcut.id);
      };
      button.onblur = () => show();
    }
    return button;
  }
}
