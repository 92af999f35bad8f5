// The question box. What is typed belongs to its chat and survives a reload.

import { h, icon, icons } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { t } from '../shared/texts.js';

const TALLEST = 0.4;

/**
 * @param {{chats: Object, asking: Object, model: () => string|null, help: () => void}} parts
 */
export function composer({ chats, asking, model, help }) {
  const touch = matchMedia('(pointer: coarse)').matches;
  const box = h('textarea', {
    id: 'question', rows: '1', dir: 'auto', 'aria-label': t('question.label'), 'aria-describedby': 'question-note',
    placeholder: t(touch ? 'question.placeholderTouch' : 'question.placeholder'), oninput: typed, onkeydown: pressed,
  });
  const send = h('button', { type: 'submit', class: 'btn primary send' }, icon(icons.send), t('question.send'));
  const stop = h('button', { type: 'button', class: 'btn stop', onclick: () => halt() }, icon(icons.stop), t('question.stop'));
  const note = h('span', { id: 'question-note', class: 'note' });
  const form = h('form', { class: 'box', onsubmit: submit }, box, h('div', { class: 'row' }, note, h('span', { class: 'grow' }), send, stop));
  const foot = h('div', { class: 'foot' }, h('span', {}, t('question.foot')),
    h('button', { type: 'button', class: 'btn plain', onclick: help }, h('kbd', {}, '?'), ` ${t('question.shortcuts')}`));

  function typed() {
    chats.current.draft = box.value;
    chats.saveSoon();
    note.textContent = '';
    update();
  }

  function pressed(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (touch && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    submit(event);
  }

  function submit(event) {
    event.preventDefault();
    const question = box.value.trim();
    if (question === '') return box.focus();
    if (asking.running(chats.current)) return tell(t('question.running'));
    if (model() === null) return tell(t('question.noModel'));
    box.value = '';
    chats.current.draft = '';
    asking.ask(chats.current, question, model());
    box.focus();
    return update();
  }

  function tell(words) {
    note.textContent = words;
    announce(words);
  }

  function halt() {
    asking.stop(chats.current);
    box.focus();
  }

  function grow() {
    if (CSS.supports('field-sizing', 'content')) return;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, innerHeight * TALLEST)}px`;
  }

  function update() {
    const running = asking.running(chats.current) !== undefined;
    if (!running && note.textContent === t('question.running')) note.textContent = '';
    stop.hidden = !running;
    send.hidden = running;
    send.disabled = box.value.trim() === '' || model() === null;
    grow();
  }

  /** Shows the draft of the chat that is open now. */
  function show() {
    box.value = chats.current.draft;
    note.textContent = '';
    update();
  }

  return { mount: (place) => place.append(form, foot), show, update, stop: halt, focus: () => box.focus() };
}
