// The conversation that is open. Draws at most once for each frame, and less often when drawing takes long; stays at the end only
// while the reader is there.

import { append, byId, fill, h, icon, icons } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { number } from '../shared/format.js';
import { titleOf } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';
import { answerView } from './answer-view.js';
import { isRunning, shownAnswer } from './chats.js';

const AT_END = 48;
const LONG_QUESTION = 4000;
const FRAME_BUDGET = 8;
const REFRESH_LOADED = 3000;

export class Thread {
  #chats;
  #asking;
  #catalogue;
  #scroller = byId('thread');
  #column = byId('turns');
  #views = new Map();
  #dirty = new Set();
  #frame = 0;
  #notBefore = 0;
  #sticky = true;
  #empty;
  #toEnd;

  /** @param {(el: HTMLElement) => void} empty fills the place of a chat without a question */
  constructor(chats, asking, catalogue, empty) {
    this.#chats = chats;
    this.#asking = asking;
    this.#catalogue = catalogue;
    this.#empty = empty;
    this.#toEnd = h('button', { type: 'button', class: 'btn to-end', hidden: true, onclick: () => this.toEnd() }, icon(icons.toEnd), t('turn.toEnd'));
    byId('compose').prepend(this.#toEnd);
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#follow()).observe(this.#scroller);
    asking.addEventListener('answer', (event) => this.#changed(event.detail));
    catalogue.addEventListener('change', () => this.#chats.current.turns.length === 0 && this.show());
    setInterval(() => this.#tick(), 1000);
  }

  /** Shows the chat that is open, from its end. */
  show() {
    const { turns } = this.#chats.current;
    this.#views.clear();
    fill(this.#column);
    this.#column.classList.toggle('empty', turns.length === 0);
    if (turns.length === 0) this.#empty(this.#column);
    for (const turn of turns) this.#add(turn);
    this.toEnd();
  }

  toEnd() {
    this.#sticky = true;
    this.#follow();
  }

  #add(turn) {
    const holder = h('div', {});
    const el = h('section', { class: 'turn' }, h('h2', { class: 'unseen' }, t('turn.question')), question(turn.question), holder);
    this.#column.append(el);
    this.#views.set(turn.id, { turn, holder, view: null });
    this.#draw(turn);
  }

  #draw(turn) {
    const entry = this.#views.get(turn.id);
    const answer = shownAnswer(turn);
    if (entry.view?.answer !== answer) {
      entry.view = answerView(answer, {
        again: () => this.#asking.again(this.#chats.current, turn, this.#catalogue.forChat(this.#chats.current) ?? answer.model),
        run: () => this.#runOf(answer),
        isLoaded: (model) => this.#catalogue.isLoaded(model),
        variants: () => this.#variants(turn),
      });
      fill(entry.holder, entry.view.el);
    }
    entry.view.update();
  }

  #variants(turn) {
    if (turn.answers.length < 2) return null;
    const step = (by) => {
      turn.shown = Math.min(turn.answers.length - 1, Math.max(0, turn.shown + by));
      this.#chats.saveSoon();
      this.#draw(turn);
      const name = by < 0 ? 'earlier' : 'later';
      const { holder } = this.#views.get(turn.id);
      (holder.querySelector(`[data-step=${name}]:not(:disabled)`) ?? holder.querySelector('[data-step]:not(:disabled)'))?.focus();
    };
    const at = turn.shown + 1;
    return h('span', { class: 'variants' },
      h('button', { type: 'button', class: 'btn plain', data: { step: 'earlier' }, 'aria-label': t('turn.earlier'), disabled: at === 1, onclick: () => step(-1) }, '‹'),
      h('span', {}, t('turn.variant', { n: at, of: turn.answers.length })),
      h('button', { type: 'button', class: 'btn plain', data: { step: 'later' }, 'aria-label': t('turn.later'), disabled: at === turn.answers.length, onclick: () => step(1) }, '›'));
  }

  #runOf(answer) {
    const run = this.#asking.running(this.#chats.current);
    return run?.answer === answer ? run : undefined;
  }

  #changed({ chat, turn, answer }) {
    const isNew = answer.state === 'waiting' && performance.now() - (this.#runOf(answer)?.startedAt ?? 0) < 50;
    if (!isRunning(answer)) this.#tellEnd(answer);
    else if (isNew) announce(t('answer.told.start', { model: answer.model }));
    if (chat !== this.#chats.current) return;
    if (!this.#views.has(turn.id)) {
      if (this.#views.size === 0) this.show();
      else this.#add(turn);
      this.toEnd();
    }
    this.#dirty.add(turn);
    this.#schedule();
  }

  #tellEnd(answer) {
    if (answer.state === 'failed') announce(t('answer.told.problem', { title: titleOf(answer.problem) }));
    else announce(t(answer.state === 'stopped' ? 'answer.told.stopped' : 'answer.told.done'));
  }

  #schedule() {
    this.#frame ||= requestAnimationFrame((now) => this.#paint(now));
  }

  #paint(now) {
    this.#frame = 0;
    const running = [...this.#dirty].some((turn) => isRunning(shownAnswer(turn)));
    if (running && now < this.#notBefore) {
      this.#schedule();
      return;
    }
    const began = performance.now();
    for (const turn of this.#dirty) if (this.#views.has(turn.id)) this.#draw(turn);
    this.#dirty.clear();
    this.#follow();
    const took = performance.now() - began;
    this.#notBefore = took > FRAME_BUDGET ? performance.now() + took * 3 : 0;
  }

  /** The seconds of a wait go on without anything coming from the server. */
  #tick() {
    const run = this.#asking.running(this.#chats.current);
    if (!run) return;
    const turn = this.#chats.current.turns.find((one) => shownAnswer(one) === run.answer);
    if (turn) {
      this.#dirty.add(turn);
      this.#schedule();
    }
    if (run.answer.state === 'waiting' && this.#catalogue.isLoaded(run.answer.model) === false) this.#catalogue.refresh(REFRESH_LOADED);
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

function question(text) {
  const body = h('div', { class: 'user', dir: 'auto' });
  if (text.length <= LONG_QUESTION) {
    body.textContent = text;
    return body;
  }
  const all = h('button', { type: 'button', class: 'btn', onclick: () => (body.textContent = text) }, t('turn.all', { n: number(text.length) }));
  return append(body, [`${text.slice(0, LONG_QUESTION / 4)} …`, h('div', {}, all)]);
}
