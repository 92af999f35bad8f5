// Asks a model and writes what comes into an answer. Knows nothing of how it is shown.

import { Problem, send, sentenceOf } from '../shared/api.js';
import { values } from '../shared/stream.js';
import { t } from '../shared/texts.js';
import { isRunning, newId, shownAnswer } from './chats.js';
import { parts } from './thoughts.js';

const NANOS = 1e6;
const LEAVING = 3000;

/** Fires `answer` (detail: {chat, turn, answer}) whenever an answer has changed. */
export class Asking extends EventTarget {
  #chats;
  #running = new Map();

  constructor(chats) {
    super();
    this.#chats = chats;
  }

  /** @returns {{answer: Object, lastByteAt: number, controller: AbortController}|undefined} what runs in the chat */
  running(chat) {
    return this.#running.get(chat.id);
  }

  /** How many answers are being written, in all chats. */
  get count() {
    return this.#running.size;
  }

  ask(chat, question, model) {
    const answer = blankAnswer(model);
    const turn = this.#chats.addTurn(question, answer);
    return this.#run(chat, turn, answer);
  }

  /** Asks the question of a turn once more; the answers before stay to be looked at. */
  again(chat, turn, model) {
    if (this.running(chat)) return undefined;
    const answer = blankAnswer(model);
    turn.answers = turn.answers.filter((old) => old.state !== 'failed' || old.text !== '' || old.thinking !== '');
    turn.answers.push(answer);
    turn.shown = turn.answers.length - 1;
    return this.#run(chat, turn, answer);
  }

  /** Ends the answer that runs in the chat; what was written stays. */
  stop(chat) {
    this.running(chat)?.controller.abort();
  }

  stopAll() {
    for (const run of this.#running.values()) run.controller.abort();
  }

  async #run(chat, turn, answer) {
    const run = { answer, controller: new AbortController(), lastByteAt: performance.now(), startedAt: performance.now() };
    this.#running.set(chat.id, run);
    this.#tell(chat, turn, answer);
    try {
      const response = await send('ollama/api/chat', {
        method: 'POST', json: { model: answer.model, messages: messagesFor(chat, turn), stream: true }, signal: run.controller.signal,
      });
      run.requestId = response.headers.get('X-Request-Id');
      await this.#read(response, run, () => this.#tell(chat, turn, answer));
      answer.state = 'done';
    } catch (e) {
      end(answer, e, run);
    } finally {
      answer.facts.total ??= performance.now() - run.startedAt;
      this.#running.delete(chat.id);
      this.#tell(chat, turn, answer);
      this.#chats.save();
    }
  }

  async #read(response, run, tell) {
    let complete = false;
    for await (const value of values(response.body, () => (run.lastByteAt = performance.now()))) {
      if (value.error !== undefined) throw broken(sentenceOf(value) ?? t('problem.garbled'), run);
      take(value, run);
      complete ||= value.done === true;
      tell();
    }
    if (!complete) throw broken(t('problem.cut'), run);
  }

  #tell(chat, turn, answer) {
    this.#chats.saveSoon();
    this.dispatchEvent(new CustomEvent('answer', { detail: { chat, turn, answer } }));
  }
}

function blankAnswer(model) {
  return { id: newId(), model, state: 'waiting', text: '', thinking: '', problem: null, facts: { startedAt: Date.now() } };
}

/** What the model is told: the turns before with the answers that are shown, then the question. */
export function messagesFor(chat, turn) {
  const messages = [];
  for (const before of chat.turns) {
    if (before === turn) break;
    const { text } = parts(shownAnswer(before));
    if (text.trim() === '' || isRunning(shownAnswer(before))) continue;
    messages.push({ role: 'user', content: before.question }, { role: 'assistant', content: text });
  }
  messages.push({ role: 'user', content: turn.question });
  return messages;
}

function take(value, run) {
  const { answer } = run;
  const { content = '', thinking = '' } = value.message ?? {};
  const since = performance.now() - run.startedAt;
  if (content !== '' || thinking !== '') {
    answer.facts.firstAfter ??= since;
    answer.state = 'writing';
  }
  answer.thinking += thinking;
  answer.text += content;
  const said = parts(answer);
  if (said.thinking !== '' && said.text !== '') answer.facts.thoughtFor ??= since - answer.facts.firstAfter;
  if (value.done) {
    answer.facts.total = since;
    answer.facts.cut = value.done_reason === 'length';
    if (value.eval_count > 0 && value.eval_duration > 0) {
      answer.facts.tokens = value.eval_count;
      answer.facts.speed = (value.eval_count / (value.eval_duration / NANOS)) * 1000;
    }
  }
}

function broken(message, run) {
  return new Problem('broken', message, { requestId: run.requestId });
}

/** When the page is left, the browser ends its connections, and that may be told before the page knows that it is left. */
let leftAt = -Infinity;
addEventListener('beforeunload', () => (leftAt = performance.now()));
const isLeaving = () => performance.now() - leftAt < LEAVING;

function end(answer, e, run) {
  if (run.controller.signal.aborted || isLeaving()) {
    answer.state = run.controller.signal.aborted ? 'stopped' : 'interrupted';
    return;
  }
  const problem = e instanceof Problem ? e : broken(t(e instanceof SyntaxError ? 'problem.garbled' : 'problem.cut'), run);
  if (!(e instanceof Problem)) console.warn('The answer broke off', e);
  const { kind, message, status, requestId, retryAfter, at } = problem;
  answer.state = 'failed';
  answer.problem = { kind, message, status, requestId, retryAfter, at };
}
