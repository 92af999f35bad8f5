// Shows one question with what was attached to it.

import { append, fill, h } from '../shared/dom.js';
import { url } from '../shared/api.js';
import { copy } from '../shared/clipboard.js';
import { number, size } from '../shared/format.js';
import { openDialog } from '../shared/dialog.js';
import { menuButton } from '../shared/menu.js';
import { t } from '../shared/texts.js';
import { editor, savingFrom } from './editor.js';
import { variants } from './variants.js';

const LONG = 4000;

export function questionView(message, how) {
  const body = h('div', { class: 'user', dir: 'auto' });
  const attached = h('div', { class: 'attached' });
  const acts = h('div', { class: 'acts user-acts' });
  const el = h('div', { class: 'asked', data: { message: message.id }, tabindex: '-1' }, attached, body, acts);
  let key = null;

  function update() {
    const siblings = how.chat.tree.siblings(message);
    const now = `${message.version}${siblings.length}${siblings.indexOf(message)}`;
    if (now === key) return;
    const focused = acts.contains(document.activeElement) ? document.activeElement.dataset.step : undefined;
    key = now;
    showText(message.content);
    fill(attached, (message.images ?? []).map((image) => thumbnail(image, how)), (message.files ?? []).map(fileChip));
    fill(acts, buttons());
    if (focused) acts.querySelector(`[data-step=${focused}]`)?.focus();
  }

  function showText(text) {
    body.hidden = text === '';
    if (text.length <= LONG) {
      body.textContent = text;
      return;
    }
    const all = h('button', { type: 'button', class: 'btn', onclick: () => (body.textContent = text) }, t('turn.all', { n: number(text.length) }));
    append(fill(body), [`${text.slice(0, LONG / 4)} …`, h('div', {}, all)]);
  }

  function buttons() {
    const copyIt = h('button', { type: 'button', class: 'btn plain', onclick: () => copy(message.content, copyIt) }, t('turn.copy'));
    const arrows = variants(message, how, { earlier: t('turn.question.earlier'), later: t('turn.question.later') });
    if (how.readOnly) return arrows;
    return [
      arrows, copyIt,
      h('button', { type: 'button', class: 'btn plain', onclick: edit }, t('turn.edit')),
      menuButton({ label: '⋯', name: t('turn.moreQuestion'), entries: () => [{ words: t('turn.removeQuestion'), danger: true, run: () => how.acts.remove(message) }] }),
    ];
  }

  function edit() {
    el.classList.add('editing');
    const form = editor({
      text: message.content, label: t('turn.editQuestion'),
      acts: [['turn.branch', (content) => how.acts.branch(message, content)], ['turn.onlyText', savingFrom(message, how)]],
      done: () => {
        el.classList.remove('editing');
        form.remove();
        update();
      },
    });
    body.after(form);
    form.querySelector('textarea').focus();
  }

  return { el, message, update };
}

function thumbnail(image, { chat }) {
  const address = url(chat.imageAddress(image));
  const show = () => openDialog({ title: t('image.title'), className: 'wide' }, h('img', { src: address, alt: t('image.alt'), class: 'large-image' }));
  return h('button', { type: 'button', class: 'thumb', 'aria-label': t('image.open'), onclick: show }, h('img', { src: address, alt: '', loading: 'lazy' }));
}

function fileChip(file) {
  const show = () => openDialog({ title: file.name, className: 'wide' }, h('pre', { class: 'wrapped', dir: 'auto', tabindex: '0' }, file.text.slice(0, 200_000)));
  return h('button', { type: 'button', class: 'btn file', onclick: show }, h('bdi', {}, file.name), h('small', {}, size(file.text.length)));
}
