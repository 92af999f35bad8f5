// Reading aloud and dictation by what the browser has. Off unless the person switches it on.

const PIECE = 220;

export const canSpeak = () => 'speechSynthesis' in globalThis;

/** Reads a text aloud; what was being read is ended. Long texts go in pieces, since browsers fall silent in the middle of them. */
export function speak(text) {
  speechSynthesis.cancel();
  for (const piece of piecesOf(text)) speechSynthesis.speak(new SpeechSynthesisUtterance(piece));
}

export const isSpeaking = () => canSpeak() && (speechSynthesis.speaking || speechSynthesis.pending);

export const hush = () => canSpeak() && speechSynthesis.cancel();

/** Cut at the ends of sentences where there are any. */
export function piecesOf(text) {
  const sentences = text.match(/[^.!?。！？\n]+[.!?。！？\n]*\s*/g) ?? [];
  const pieces = [];
  for (const sentence of sentences) {
    const last = pieces[pieces.length - 1];
    if (last !== undefined && last.length + sentence.length <= PIECE) pieces[pieces.length - 1] += sentence;
    else for (let i = 0; i < sentence.length; i += PIECE) pieces.push(sentence.slice(i, i + PIECE));
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

export const canDictate = () => Recognition !== undefined;

/**
 * Listens until it is stopped.
 * @param {{heard: (text: string) => void, ended: (problem: string|null) => void, language: string}} how
 * @returns {{stop: () => void, drop: () => void}} ends it: with what was said last, or without
 */
export function dictate({ heard, ended, language }) {
  const listening = new Recognition();
  let problem = null;
  listening.lang = language;
  listening.continuous = true;
  listening.onresult = (event) => {
    for (let i = event.resultIndex; i < event.results.length; i++) if (event.results[i].isFinal) heard(event.results[i][0].transcript);
  };
  listening.onerror = (event) => (problem = event.error);
  listening.onend = () => ended(problem);
  listening.start();
  return { stop: () => listening.stop(), drop: () => listening.abort() };
}

/** What was heard as it follows what stands before it: with a space between two words of a language that has them. */
export function joined(before, heard) {
  return /[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}(]$/u.test(before) && /^[\p{L}\p{N}]/u.test(heard) && !/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(heard) ? ` ${heard}` : heard;
}
