// Changes the words of a message in its place.

import { h } from '../shared/dom.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';

/** Saves over the message as it was when the editing began; after a conflict that was shown, over what stands there then. */
export function savingFrom(message, { acts }) {
  let { version } = message;
  return async (content) => {
    try {
      await acts.edit(message, content, version);
    } catch (e) {
      if (e.kind === 'conflict') version = e.body?.current?.version ?? message.version;
      throw e;
    }
  };
}

/**
 * @param {{text: string, label: string, acts: Array<[string, (content: string) => Promise<void>]>, done: () => void}} how the first act is what Ctrl+Enter does
 */
export function editor({ text, label, acts, done }) {
  const area = h('textarea', { class: 'in', dir: 'auto', rows: '6', 'aria-label': label, value: text, onkeydown: pressed });
  const trouble = h('div', {});
  const buttons = acts.map(([key, run], i) => h('button', { type: 'button', class: i === 0 ? 'btn primary' : 'btn', onclick: () => attempt(run) }, t(key)));
  const cancel = h('button', { type: 'button', class: 'btn', onclick: () => leave() }, t('cancel'));
  const el = h('div', { class: 'editor-box' }, area, trouble, h('div', { class: 'acts-row' }, buttons, cancel));

  function pressed(event) {
    if (event.key === 'Escape') leave();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) attempt(acts[0][1]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** What was typed stays here until the server has it. */
  async function attempt(run) {
    buttons.forEach((button) => (button.disabled = true));
    try {
      await run(area.value);
      end();
    } catch (e) {
      trouble.replaceChildren(problemBox(e));
      if (e.kind === 'conflict' && typeof e.body?.current?.content === 'string') {
        trouble.append(h('details', {}, h('summary', {}, t('turn.theirs')), h('pre', { class: 'wrapped', dir: 'auto' }, e.body.current.content)));
      }
    } finally {
      buttons.forEach((button) => (button.disabled = false));
    }
  }

  function leave() {
    if (area.value === text || confirm(t('turn.discard'))) end();
  }

  /** Whoever came here by keyboard is not left at nothing. */
  function end() {
    const message = el.closest('[data-message]');
    done();
    if (document.activeElement !== document.body) return;
    if (message?.isConnected) message.focus({ preventScroll: true });
    else if (!matchMedia('(pointer: coarse)').matches) document.getElementById('question')?.focus();
  }

  return el;
}
