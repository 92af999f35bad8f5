// What an answer is waiting for, in words.

import { duration } from '../shared/format.js';
import { t } from '../shared/texts.js';

const STALLED_AFTER = 10_000;
const LONG_WAIT = 30_000;

/** @returns {string|null} null when nothing needs to be said */
export function waitingWords(message, said, { chat, catalogue }) {
  const told = chat.waiting.get(message.id);
  const begun = said.text !== '' || said.thinking !== '';
  // That the connection is lost is said elsewhere, and the model's silence is not known.
  if (begun) return chat.connection === 'lost' ? null : stalled(message, chat, told);
  const waited = Date.now() - (told?.since ?? Date.parse(message.createdAt));
  const time = duration(Math.max(0, Math.floor(waited / 1000) * 1000));
  const words = phrase(message, told, time, catalogue);
  return waited > LONG_WAIT ? `${words}. ${t('answer.waitLong')}` : words;
}

function phrase({ model }, told, time, catalogue) {
  const left = told?.expectedSeconds > 0 ? t('answer.expected', { time: duration(told.expectedSeconds * 1000) }) : null;
  const with_ = (words) => (left ? `${words} · ${left}` : words);
  if (told?.phase === 'queued') {
    return with_(told.position > 1 ? t('answer.queued', { n: told.position - 1, time }) : t('answer.next', { time }));
  }
  if (told?.phase === 'loading') return with_(t(catalogue?.isLoaded(model) === true ? 'answer.waitWarm' : 'answer.waitCold', { model, time }));
  if (told?.phase === 'thinking') return t('answer.waitThinking', { model, time });
  return t('answer.wait', { model, time });
}

function stalled(message, chat, told) {
  const silent = performance.now() - (chat.lastWord.get(message.id) ?? performance.now());
  const long = told?.phase === 'stalled' ? Math.max(silent, Date.now() - told.since) : silent;
  return told?.phase === 'stalled' || silent > STALLED_AFTER ? t('answer.stalled', { time: duration(Math.floor(long / 1000) * 1000) }) : null;
}
