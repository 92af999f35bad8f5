// Shows one answer: who answers, what was thought, the text, and what is going on or went wrong.

import { fill, h } from '../shared/dom.js';
import { copy } from '../shared/clipboard.js';
import { duration, number } from '../shared/format.js';
import { MarkdownView } from '../shared/markdown/view.js';
import { plainText } from '../shared/markdown/plain.js';
import { menuButton } from '../shared/menu.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';
import { problemOfAnswer } from './answer-problem.js';
import { editor, savingFrom } from './editor.js';
import { parts } from './thoughts.js';
import { toolCalls } from './tool-calls.js';
import { isRunning } from './tree.js';
import { waitingWords } from './waiting.js';
import { variants } from './variants.js';

const SHORT_THOUGHT = 100;

/**
 * @param {Object} message it changes while it is shown
 * @param {Object} how chat, catalogue, acts (see thread-acts.js), readOnly, `column`: one of several beside each other
 */
export function answerView(message, how) {
  const facts = h('span', {});
  const thoughts = h('div', { class: 'thoughts', dir: 'auto' });
  const summary = h('summary', {});
  const think = h('details', { class: 'think', hidden: true }, summary, thoughts);
  const text = h('div', { class: 'text' });
  const markdown = new MarkdownView(text);
  const wait = h('p', { class: 'wait', hidden: true });
  const end = h('div', {});
  const tools = h('div', {});
  const body = h('div', {}, think, tools, text);
  const el = h('div', { class: 'answer', data: { message: message.id }, tabindex: '-1' }, h('div', { class: 'from' }, h('b', {}, message.model ?? ''), facts), body, wait, end);
  let endKey = null;
  let shownTools = null;
  let thinkingSince = 0;
  let editing = false;

  function update() {
    const running = isRunning(message);
    const said = parts({ text: message.content, thinking: message.thinking ?? '' });
    el.classList.toggle('writing', running && said.text !== '');
    showThoughts(said, running);
    if (message.toolCalls !== shownTools) fill(tools, toolCalls((shownTools = message.toolCalls)));
    if (!editing) markdown.update(said.text, !running);
    showWait(said, running);
    showEnd(said, running);
    facts.textContent = running ? '' : factsOf(message);
  }

  function showThoughts(said, running) {
    think.hidden = said.thinking === '';
    if (think.hidden) return;
    const done = !running || said.text !== '';
    thinkingSince ||= Date.now();
    const time = message.stats?.thinkingMs ?? (running ? Date.now() - thinkingSince : undefined);
    summary.textContent = !done ? t('answer.thinking', { time: duration(Date.now() - thinkingSince) })
      : time === undefined || time < SHORT_THOUGHT || (running && !message.stats) ? t('answer.thoughtPlain') : t('answer.thought', { time: duration(time) });
    think.classList.toggle('active', !done);
    const shown = thoughts.firstChild?.data ?? '';
    if (said.thinking === shown) return;
    if (thoughts.firstChild && said.thinking.startsWith(shown)) thoughts.firstChild.appendData(said.thinking.slice(shown.length));
    else thoughts.textContent = said.thinking;
  }

  function showWait(said, running) {
    const words = running ? waitingWords(message, said, how) : null;
    wait.hidden = words === null;
    if (words !== null && wait.textContent !== words) wait.textContent = words;
  }

  function showEnd(said, running) {
    const siblings = how.chat.tree.siblings(message);
    const key = running ? 'running' : `${message.state}${message.version}${siblings.length}${siblings.indexOf(message)}${how.isLast?.() ?? ''}`;
    if (key === endKey) return;
    const focused = end.contains(document.activeElement) ? document.activeElement.dataset.step : undefined;
    endKey = key;
    fill(end, running ? runningActs() : ending(said));
    if (focused) end.querySelector(`[data-step=${focused}]`)?.focus();
  }

  const runningActs = () => how.column && h('div', { class: 'acts' }, act('question.stop', () => how.acts.stop(message)));

  function ending(said) {
    const note = noteOf(message, said);
    const failed = message.state === 'failed';
    return [
      note && h('p', { class: 'end-note' }, note),
      failed && problemBox(problemOfAnswer(message), { again: how.readOnly ? null : () => how.acts.again(message), model: message.model }),
      h('div', { class: 'acts' },
        how.column && !how.readOnly && h('button', { type: 'button', class: 'btn', onclick: () => how.acts.choose(message) }, t('turn.choose')),
        said.text !== '' && copyButton(said),
        canContinue(message, said) && !how.readOnly && act('turn.continue', () => how.acts.resume(message)),
        !failed && !how.readOnly && act('turn.again', () => how.acts.again(message)),
        !how.column && variants(message, how, { earlier: t('turn.answer.earlier'), later: t('turn.answer.later') }),
        !how.readOnly && menuButton({ label: '⋯', name: t('turn.more'), entries: () => more(said) })),
    ];
  }

  const act = (key, run) => h('button', { type: 'button', class: 'btn plain', onclick: run }, t(key));

  function copyButton(said) {
    const button = h('button', { type: 'button', class: 'btn plain', onclick: () => copy(said.text, button) }, t('turn.copy'));
    return button;
  }

  const more = (said) => [
    said.text !== '' && { words: t('turn.copyPlain'), run: () => copy(plainText(said.text), null) },
    { words: t('turn.againWith'), run: () => how.acts.againWith(message) },
    { words: t('turn.edit'), run: edit },
    { words: t('turn.fork'), run: () => how.acts.fork(message) },
    message.logprobs && { words: t('logprobs.title'), run: () => how.acts.logprobs(message) },
    said.text !== '' && how.acts.canSpeak() && { words: t('turn.speak'), run: () => how.acts.speak(plainText(said.text, true)) },
    how.acts.isSpeaking() && { words: t('turn.hush'), run: how.acts.hush },
    { words: t('turn.remove'), danger: true, run: () => how.acts.remove(message) },
  ];

  function edit() {
    editing = true;
    text.hidden = true;
    const save = savingFrom(message, how);
    const form = editor({
      text: message.content, label: t('turn.editAnswer'), acts: [['turn.save', save]],
      done: () => {
        editing = false;
        text.hidden = false;
        form.remove();
        update();
      },
    });
    text.after(form);
    form.querySelector('textarea').focus();
  }

  return { el, message, update };
}

const canContinue = ({ state, stats }, said) => ['stopped', 'interrupted'].includes(state) || (state === 'failed' && said.text !== '') || stats?.doneReason === 'length';

function noteOf({ state, stats, toolCalls }, said) {
  const nothing = said.text === '' && said.thinking === '';
  if (state === 'stopped') return t(nothing ? 'answer.stoppedEmpty' : 'answer.stopped');
  if (state === 'interrupted') return t(nothing ? 'answer.interruptedEmpty' : 'answer.interrupted');
  if (state !== 'whole') return null;
  if (stats?.doneReason === 'length') return t('answer.length');
  return said.text.trim() === '' && !toolCalls?.length ? t('answer.empty') : null;
}

function factsOf({ state, stats = {} }) {
  const known = [
    stats.tokensPerSecond > 0 && t('answer.speed', { n: number(stats.tokensPerSecond) }),
    stats.firstWordMs > 0 && t('answer.first', { time: duration(stats.firstWordMs) }),
    state === 'whole' && stats.totalMs > 0 && t('answer.total', { time: duration(stats.totalMs) }),
    stats.answerTokens > 0 && t('answer.tokens', { n: number(stats.answerTokens) }),
  ].filter(Boolean);
  return known.map((fact) => ` · ${fact}`).join('');
}
