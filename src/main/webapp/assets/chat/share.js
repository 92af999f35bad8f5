// Lets colleagues read a chat: all of them, or those who are named. It can be taken back at any time.

import { fill, h } from '../shared/dom.js';
import { get, url, write } from '../shared/api.js';
import { copy } from '../shared/clipboard.js';
import { openDialog } from '../shared/dialog.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';

/** A dialog with the chats that colleagues let this person read. */
export function sharedDialog() {
  const place = h('div', { class: 'choices' }, h('p', { class: 'note' }, t('loading.short')));
  const dialog = openDialog({ title: t('share.withMe') }, place);
  const load = async () => {
    try {
      const { items } = await get('api/v1/shared');
      fill(place, items.length === 0 ? h('p', { class: 'note' }, t('share.none')) : items.map((one) =>
        h('a', { class: 'entry', href: `#shared/${one.id}`, onclick: () => dialog.close() }, h('bdi', {}, one.title || t('side.untitled')), h('small', {}, t('share.by', { name: one.owner })))));
    } catch (e) {
      fill(place, problemBox(e, { again: load }));
    }
  };
  load();
}

/** @param {{id: string, shared: boolean}} chat */
export async function shareDialog(chat) {
  const path = `api/v1/chats/${encodeURIComponent(chat.id)}/share`;
  const place = h('div', {}, h('p', { class: 'note' }, t('loading.short')));
  const dialog = openDialog({ title: t('share.title') }, place);
  const attempt = async (run) => {
    try {
      show(await run());
    } catch (e) {
      if (e.kind === 'missing') show(null);
      else fill(place, problemBox(e, { again: () => attempt(run) }));
    }
  };
  if (chat.shared) attempt(() => get(path));
  else show(null);

  function show(share) {
    const everyone = h('input', { type: 'radio', name: 'who', value: 'everyone' });
    const named = h('input', { type: 'radio', name: 'who', value: 'named' });
    const names = h('input', { class: 'in', value: (share?.with ?? []).join(', '), 'aria-label': t('share.names'), placeholder: t('share.namesHint'), oninput: () => (named.checked = true) });
    (share && !share.everyone ? named : everyone).checked = true;
    fill(place,
      h('p', {}, t('share.text')),
      h('form', { onsubmit: (event) => {
        event.preventDefault();
        const list = names.value.split(/[,\s]+/).filter(Boolean);
        if (named.checked && list.length === 0) names.focus();
        else attempt(() => write('PUT', path, everyone.checked ? { everyone: true, with: [] } : { everyone: false, with: list }));
      } },
        h('label', { class: 'check' }, everyone, t('share.everyone')),
        h('label', { class: 'check' }, named, t('share.named')), names,
        share && link(share),
        h('div', { class: 'dialog-acts' },
          share && h('button', { type: 'button', class: 'btn danger', onclick: () => attempt(async () => (await write('DELETE', path), null)) }, t('share.stop')),
          h('button', { type: 'submit', class: 'btn primary' }, t(share ? 'share.change' : 'share.do')))));
  }

  function link(share) {
    const address = url(`app/#shared/${share.id}`);
    const button = h('button', { type: 'button', class: 'btn', onclick: () => copy(address, button) }, t('share.copy'));
    return h('div', { class: 'command' }, h('code', {}, address), button);
  }

  return dialog;
}
