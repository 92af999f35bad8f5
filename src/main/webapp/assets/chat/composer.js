// The question box: what is typed and attached belongs to its chat and is lost to nothing.

import { fill, h, icon, icons } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { number } from '../shared/format.js';
import { language } from '../shared/language.js';
import { t } from '../shared/texts.js';
import { isPicture, readPicture, readText, Refused } from './attach.js';
import { attachments } from './attachments.js';
import { newId } from './chat.js';
import { compareButton } from './compare.js';
import { canDictate, dictate, joined } from './speech.js';
import { slashMenu } from './slash.js';
import { upNext } from './up-next.js';

const TALLEST = 0.4;
const LONG_PASTE = 20_000;
const MOST_PICTURES = 8;

/**
 * @param {{chat: () => Object, drafts: Object, catalogue: Object, prompts: Object, preferences: Object, help: () => void, commands: () => Array, asked: () => void, failed: (problem: Object, again: () => void) => void}} parts
 */
export function composer(parts) {
  const { drafts, catalogue, preferences } = parts;
  const touch = matchMedia('(pointer: coarse)').matches;
  let chat = null;
  let draft = { text: '', files: [], images: [], next: [], model: null };
  let sending = false;
  let turnModel = null;
  let clientId = newId();
  let refused = null;

  const box = h('textarea', {
    id: 'question', rows: '1', dir: 'auto', 'aria-label': t('question.label'), 'aria-describedby': 'question-note',
    placeholder: t(touch ? 'question.placeholderTouch' : 'question.placeholder'), oninput: typed, onkeydown: pressed, onpaste: pasted,
  });
  const send = h('button', { type: 'submit', class: 'btn primary send' }, icon(icons.send), h('span', {}, t('question.send')));
  const stop = h('button', { type: 'button', class: 'btn stop', onclick: halt }, icon(icons.stop), t('question.stop'));
  const note = h('p', { id: 'question-note', class: 'note question-note', role: 'status' });
  const picker = h('input', { type: 'file', multiple: true, hidden: true, onchange: () => {
    take([...picker.files]);
    picker.value = '';
  } });
  const attach = h('button', { type: 'button', class: 'btn plain', 'aria-label': t('attach.label'), onclick: () => picker.click() }, icon(icons.plus), h('span', { class: 'wide-only' }, t('attach.do')));
  const slash = slashMenu({ box, catalogue, ...parts, insert, useModel });
  const open = h('button', { type: 'button', class: 'btn plain', onclick: () => slash.open() }, '/ ', h('span', { class: 'wide-only' }, t('prompts.button')));
  const compare = compareButton({ catalogue, chat: () => chat, changed: update });
  const only = h('span', {});
  const held = attachments({ draft: () => draft, removed: changed });
  const waiting = upNext({ draft: () => draft, changed, edit: takeBack, ask: askNext });
  const mic = dictation();
  const form = h('form', { class: 'box', onsubmit: submit, ondragover: over, ondragleave: () => form.classList.remove('over'), ondrop: dropped },
    waiting.el, held.el, box, note, h('div', { class: 'row' }, attach, picker, open, compare.button, mic.button, only, h('span', { class: 'grow' }), stop, send));
  const foot = h('div', { class: 'foot' }, h('span', {}, t('question.foot')),
    h('button', { type: 'button', class: 'btn plain', onclick: parts.help }, h('kbd', {}, '?'), ` ${t('question.shortcuts')}`));

  function typed() {
    draft.text = box.value;
    tell('', false);
    slash.typed();
    changed();
  }

  function changed() {
    drafts.save(chat.id, draft);
    update();
  }

  function pressed(event) {
    if (slash.pressed(event)) return;
    if (event.key === 'ArrowUp' && box.value === '' && draft.next.length > 0) {
      event.preventDefault();
      takeBack(draft.next.length - 1);
      return;
    }
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (touch && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    submit(event);
  }

  function submit(event) {
    event.preventDefault();
    const content = draft.text.trim();
    if (content === '' && draft.files.length === 0 && draft.images.length === 0) return box.focus();
    if (models().length === 0) return tell(t('question.noModel'));
    if (sending) return undefined;
    const question = { content, files: draft.files, images: draft.images, model: turnModel };
    if (chat.running.length > 0) {
      draft = { text: '', files: [], images: [], next: [...draft.next, { ...question, clientId: newId() }], model: draft.model };
      box.value = '';
      turnModel = null;
      changed();
      return tell(t('next.told'));
    }
    return ask(question);
  }

  /** The words stay in the box until the server has them. */
  async function ask(question) {
    const here = chat;
    const from = here.id;
    // A model that was asked for one question only does not become the chat's.
    const model = question.model ? catalogue.forChat(here) : here.wanted;
    sending = true;
    update();
    try {
      await here.ask({
        parent: here.path.at(-1)?.id ?? null, content: question.content, clientId: question.clientId ?? clientId, models: question.model ? [question.model] : models(),
        ...(question.files.length > 0 && { files: question.files }),
        ...(question.images.length > 0 && { images: question.images.map(({ type, data }) => ({ type, data })) }),
      });
      clientId = newId();
      const next = draft.next.filter((one) => one !== question.queued);
      const left = question.queued ? { ...draft, next, model } : { text: '', files: [], images: [], next, model };
      if (from === null) drafts.forget(null);
      drafts.save(here.id, left);
      turnModel = null;
      if (here === chat) {
        draft = left;
        here.wanted = model;
        box.value = draft.text;
      }
      parts.asked(here, from === null);
    } catch (e) {
      refused = question.queued ?? null;
      parts.failed(e, () => ask(question));
    } finally {
      sending = false;
      update();
    }
  }

  /**
   * Asks what waits, when the answer before has come to a good end: here, or while this page was away. Another tab may do the same with
   * the same question; the server knows it by its id and answers it once. What was refused is asked again only by a person.
   */
  function askWaiting() {
    const fits = chat.state === 'ready' && chat.path.at(-1)?.state === 'whole' && models().length > 0;
    if (fits && draft.next[0] !== refused) askNext();
  }

  function askNext() {
    if (chat.running.length > 0 || sending || draft.next.length === 0) return;
    tell('', false);
    const [question] = draft.next;
    ask({ ...question, queued: question });
  }

  function takeBack(i) {
    const [question] = draft.next.splice(i, 1);
    draft = { ...draft, text: [question.content, draft.text].filter(Boolean).join('\n'), files: [...question.files, ...draft.files], images: [...question.images, ...draft.images] };
    turnModel = question.model ?? turnModel;
    box.value = draft.text;
    changed();
    box.focus();
  }

  const models = () => (turnModel ? [turnModel] : compare.models());

  function tell(words, aloud = true) {
    note.textContent = words;
    if (aloud && words !== '') announce(words);
  }

  async function halt() {
    try {
      await chat.stopAll();
    } catch (e) {
      parts.failed(e, halt);
    }
    box.focus();
  }

  function pasted(event) {
    const files = [...event.clipboardData.files];
    const text = event.clipboardData.getData('text/plain');
    if (files.length > 0 && text === '') {
      event.preventDefault();
      take(files);
    } else if (text.length > LONG_PASTE) {
      event.preventDefault();
      draft.files.push({ name: t('attach.pasted', { n: draft.files.length + 1 }), text });
      tell(t('attach.pastedTold', { n: number(text.length) }));
      changed();
    }
  }

  function over(event) {
    if (![...event.dataTransfer.types].includes('Files')) return;
    event.preventDefault();
    form.classList.add('over');
  }

  function dropped(event) {
    form.classList.remove('over');
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  }

  async function take(files) {
    const mine = draft;
    for (const file of files) {
      try {
        if (isPicture(file)) {
          if (mine.images.length >= MOST_PICTURES) throw new Refused('attach.many', { n: MOST_PICTURES });
          mine.images.push(await readPicture(file));
        } else {
          mine.files.push(await readText(file));
        }
        tell('', false);
      } catch (e) {
        if (!(e instanceof Refused)) throw e;
        tell(t(e.key, e.values));
      }
    }
    changed();
    box.focus();
  }

  /** Puts a text in the place of what began with a slash. */
  function insert(text, from = box.selectionStart, to = box.selectionEnd) {
    box.focus();
    box.setRangeText(text, from, to, 'end');
    typed();
  }

  function useModel(model, from, to) {
    turnModel = model;
    insert('', from, to);
  }

  function dictation() {
    let listening = null;
    const button = h('button', { type: 'button', class: 'btn plain', hidden: true, 'aria-pressed': 'false', onclick: toggle }, t('speech.dictate'));
    function toggle() {
      if (listening) return listening.stop();
      button.setAttribute('aria-pressed', 'true');
      listening = dictate({
        language, heard: (text) => insert(joined(box.value.slice(0, box.selectionStart), text)),
        ended: (problem) => {
          listening = null;
          button.setAttribute('aria-pressed', 'false');
          if (problem && problem !== 'no-speech' && problem !== 'aborted') tell(t('speech.failed'));
        },
      });
      return undefined;
    }
    const show = () => (button.hidden = !(canDictate() && preferences.get('speech') === true));
    preferences.addEventListener('change', show);
    show();
    return { button, drop: () => listening?.drop() };
  }

  function grow() {
    if (CSS.supports('field-sizing', 'content')) return;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, innerHeight * TALLEST)}px`;
  }

  function update() {
    if (!chat) return;
    const running = chat.running.length > 0;
    const empty = box.value.trim() === '' && draft.files.length === 0 && draft.images.length === 0;
    const blind = draft.images.length > 0 && models().some((model) => catalogue.find(model)?.vision === false);
    stop.hidden = !running;
    send.hidden = running && empty;
    send.disabled = empty || sending || models().length === 0;
    send.lastChild.textContent = t(running ? 'question.next' : sending ? 'question.sending' : 'question.send');
    if (blind) tell(t('attach.blind'), false);
    else if (note.textContent === t('attach.blind')) tell('', false);
    fill(only, turnModel && h('button', { type: 'button', class: 'btn chip-button', 'aria-label': t('question.onlyRemove', { model: turnModel }), onclick: () => {
      turnModel = null;
      update();
      box.focus();
    } }, `@${turnModel}`, icon(icons.close)));
    compare.update();
    held.update();
    waiting.update(running);
    grow();
  }

  /** Shows the draft of a chat. */
  async function show(next) {
    chat?.removeEventListener('ended', endedHere);
    chat?.removeEventListener('state', askWaiting);
    chat?.removeEventListener('message', updated);
    chat?.removeEventListener('shape', updated);
    chat = next;
    chat.addEventListener('ended', endedHere);
    chat.addEventListener('state', askWaiting);
    chat.addEventListener('message', updated);
    chat.addEventListener('shape', updated);
    turnModel = null;
    mic.drop();
    slash.close();
    tell('', false);
    await takeDraft();
  }

  async function takeDraft() {
    const here = chat;
    draft = structuredClone(drafts.now(here.id));
    here.wanted = draft.model;
    box.value = draft.text;
    update();
    if (!draft.more) return;
    const whole = structuredClone(await drafts.whole(here.id));
    if (chat !== here || box.value !== draft.text) return;
    draft = whole;
    box.value = draft.text;
    update();
    askWaiting();
  }

  function endedHere() {
    update();
    askWaiting();
  }

  let ran = null;
  function updated() {
    const running = chat.running.length;
    if (running === ran) return;
    ran = running;
    update();
  }

  /** From now on this model is asked in the chat. */
  function want(model) {
    chat.wanted = model;
    draft.model = model;
    changed();
  }

  catalogue.addEventListener('change', () => {
    update();
    askWaiting();
  });
  drafts.onOther((id) => id === chat.id && !document.hasFocus() && !sending && takeDraft());

  return { want, mount: (place) => place.append(form, foot), show, update, stop: halt, focus: () => box.focus(), insert, foot };
}
