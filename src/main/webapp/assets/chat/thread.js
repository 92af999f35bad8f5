// The conversation that is open. Draws at most once for each frame, and less often when drawing takes long; stays at the end only
// while the reader is there. Of a long chat the end is drawn at once and the rest when there is time, or when the reader comes near.

import { byId, fill, h, icon, icons } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { problemBox, titleOf } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';
import { answerView } from './answer-view.js';
import { problemOfAnswer } from './answer-problem.js';
import { Later } from './later.js';
import { questionView } from './question-view.js';

const AT_END = 48;
const FRAME_BUDGET = 8;
const REFRESH_LOADED = 3000;
const AT_ONCE = 8;
const NEW_ENOUGH = 3000;

export class Thread {
  #chat = null;
  #how;
  #empty;
  #scroller = byId('thread');
  #column = byId('turns');
  /** The turns that are shown: {key, el, draw, views}. */
  #turns = [];
  #views = new Map();
  #dirty = new Set();
  #frame = 0;
  #notBefore = 0;
  #sticky = true;
  #toEnd;
  #later = new Later(this.#scroller);
  #listeners = [];

  /**
   * @param {{catalogue: Object, acts: Object}} how
   * @param {(el: HTMLElement, chat: Object) => void} empty fills the place of a chat without a question
   */
  constructor(how, empty) {
    this.#how = how;
    this.#empty = empty;
    this.#toEnd = h('button', { type: 'button', class: 'btn to-end', hidden: true, onclick: () => this.toEnd() }, icon(icons.toEnd), t('turn.toEnd'));
    byId('compose').prepend(this.#toEnd);
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#follow()).observe(this.#scroller);
    new ResizeObserver(() => this.#follow()).observe(this.#column);
    how.catalogue.addEventListener('change', () => this.#chat?.tree.size === 0 && this.#reshape());
    addEventListener('beforeprint', () => this.#later.all());
    setInterval(() => this.#tick(), 1000);
  }

  /** Shows a chat, from its end. */
  show(chat, { readOnly = false } = {}) {
    for (const [type, listener] of this.#listeners) this.#chat.removeEventListener(type, listener);
    this.#chat = chat;
    this.readOnly = readOnly;
    this.#listeners = [
      ['shape', () => this.#reshape()],
      ['state', () => this.#reshape()],
      ['message', ({ detail }) => this.#changed(detail)],
      ['ended', ({ detail }) => this.#tellEnd(detail)],
    ];
    for (const [type, listener] of this.#listeners) chat.addEventListener(type, listener);
    this.#clear();
    this.#reshape();
    this.toEnd();
  }

  toEnd() {
    this.#sticky = true;
    this.#follow();
  }

  /** Brings a message into view and marks it for a moment. */
  jumpTo(id) {
    const message = this.#chat.tree.get(id);
    if (!message) return;
    if (!this.#chat.path.includes(message)) this.#chat.show(message);
    const turn = this.#turns.find((one) => one.messages.some((each) => each.id === id));
    if (!turn) return;
    this.#later.now(turn.el);
    this.#sticky = false;
    const el = this.#views.get(id)?.el;
    el?.scrollIntoView({ block: 'start' });
    el?.classList.add('found');
    el?.focus({ preventScroll: true });
    setTimeout(() => el?.classList.remove('found'), 2500);
  }

  #clear() {
    this.#later.clear();
    this.#turns = [];
    this.#views.clear();
    this.#dirty.clear();
    fill(this.#column);
  }

  /** Makes the turns on the page those of the branch that is shown; what is the same at its beginning stays. */
  #reshape() {
    const chat = this.#chat;
    if (chat.state === 'failed' || (chat.state === 'loading' && chat.tree.size === 0) || chat.tree.size === 0) {
      this.#clear();
      this.#column.classList.toggle('empty', true);
      if (chat.state === 'failed') this.#column.append(h('div', { class: 'start' }, problemBox(chat.problem, { again: () => chat.open() })));
      else if (chat.state === 'loading') this.#column.append(h('p', { class: 'note start' }, t('chat.loading')));
      else this.#empty(this.#column, chat);
      return;
    }
    if (this.#column.classList.contains('empty')) fill(this.#column);
    this.#column.classList.toggle('empty', false);
    const focus = this.#focus();
    const turns = turnsOf(chat);
    let same = 0;
    while (same < turns.length && this.#turns[same]?.key === turns[same].key) same++;
    for (const gone of this.#turns.splice(same)) this.#drop(gone);
    for (let i = same; i < turns.length; i++) this.#add(turns[i], i >= turns.length - AT_ONCE);
    const last = this.#turns[this.#turns.length - 1];
    for (const turn of this.#turns) turn.el.classList.toggle('last', turn === last);
    for (const view of this.#views.values()) this.#dirty.add(view.message.id);
    this.#schedule();
    this.#focusAgain(focus);
  }

  /** Where the keyboard is in the conversation; null when it is elsewhere. */
  #focus() {
    const at = document.activeElement;
    if (!this.#column.contains(at)) return null;
    return { turn: this.#turns.findIndex((turn) => turn.el.contains(at)), step: at.dataset.step, in: at.closest('.asked') ? '.asked' : '.answer' };
  }

  /** What had the keyboard may be gone with its message: then the same arrow of what is shown instead has it, or the question box. */
  #focusAgain(focus) {
    if (focus === null || this.#column.contains(document.activeElement)) return;
    const arrows = focus.step ? [...(this.#turns[focus.turn]?.el.querySelectorAll(`${focus.in} [data-step]:not(:disabled)`) ?? [])] : [];
    const next = arrows.find((arrow) => arrow.dataset.step === focus.step) ?? arrows[0];
    if (next) next.focus({ preventScroll: true });
    else if (!matchMedia('(pointer: coarse)').matches) byId('question')?.focus({ preventScroll: true });
  }

  #add(turn, now) {
    turn.el = h('section', { class: turn.columns.length > 1 ? 'turn several' : 'turn' });
    this.#turns.push(turn);
    this.#column.append(turn.el);
    const draw = () => this.#drawTurn(turn);
    if (now) draw();
    else this.#later.add(turn.el, draw);
  }

  #drawTurn(turn) {
    const how = { ...this.#how, chat: this.#chat, readOnly: this.readOnly };
    const question = turn.question && questionView(turn.question, how);
    const column = turn.columns.length > 1;
    const answers = turn.columns.map((message) => answerView(message, { ...how, column }));
    for (const view of [question, ...answers].filter(Boolean)) {
      this.#views.set(view.message.id, view);
      view.update();
    }
    fill(turn.el,
      h('h2', { class: 'unseen' }, t('turn.heading')), question?.el,
      column ? h('div', { class: 'columns', tabindex: '0', role: 'group', 'aria-label': t('turn.columns') }, answers.map((view) => view.el)) : answers.map((view) => view.el));
  }

  #drop(turn) {
    this.#later.drop(turn.el);
    turn.el.remove();
    for (const message of turn.messages) this.#views.delete(message.id);
  }

  #changed(message) {
    const isNew = message.state === 'waiting' && Date.now() - Date.parse(message.createdAt) < NEW_ENOUGH;
    if (isNew && !this.#dirty.has(message.id) && !this.#views.get(message.id)?.announced) {
      const view = this.#views.get(message.id);
      if (view) view.announced = true;
      announce(t('answer.told.start', { model: message.model }));
    }
    this.#dirty.add(message.id);
    this.#schedule();
  }

  #tellEnd(message) {
    if (message.state === 'failed') announce(t('answer.told.problem', { title: titleOf(problemOfAnswer(message)) }));
    else announce(t(message.state === 'stopped' ? 'answer.told.stopped' : 'answer.told.done'));
  }

  #schedule() {
    this.#frame ||= requestAnimationFrame((now) => this.#paint(now));
  }

  #paint(now) {
    this.#frame = 0;
    if (now < this.#notBefore) {
      this.#schedule();
      return;
    }
    const began = performance.now();
    for (const id of this.#dirty) this.#views.get(id)?.update();
    this.#dirty.clear();
    // The column's observer follows the end: after the layout that comes anyway, not before it.
    const took = performance.now() - began;
    this.#notBefore = took > FRAME_BUDGET ? performance.now() + took * 3 : 0;
  }

  /** The seconds of a wait go on without anything coming from the server. */
  #tick() {
    if (!this.#chat) return;
    const { catalogue } = this.#how;
    for (const message of this.#chat.running) {
      this.#dirty.add(message.id);
      if (message.state === 'waiting' && catalogue.isLoaded(message.model) === false) catalogue.refresh(REFRESH_LOADED);
    }
    if (this.#dirty.size > 0) this.#schedule();
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    this.#sticky = scrollHeight - scrollTop - clientHeight < AT_END;
    this.#toEnd.hidden = this.#sticky;
  }

  #follow() {
    if (this.#sticky) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    else this.#scrolled();
  }
}

/** The branch cut into turns: a question with its answer, or with all answers that were asked for together while none was chosen. */
export function turnsOf(chat) {
  const path = chat.path;
  const turns = [];
  for (let i = 0; i < path.length; i++) {
    const message = path[i];
    const question = message.role === 'user' ? message : null;
    const answer = question ? (path[i + 1]?.role === 'assistant' ? path[++i] : null) : message;
    const last = i === path.length - 1;
    const columns = answer === null ? [] : last && !chat.chosen.has(answer.id) ? chat.tree.together(answer) : [answer];
    const messages = [question, ...columns].filter(Boolean);
    turns.push({ key: messages.map((one) => one.id).join(' '), question, columns, messages });
  }
  return turns;
}

