// Every word of the page, by key. {name} is filled in. Another language is another set of tables like these.

import { ACCOUNT } from '../texts/account.js';
import { POLICY } from '../texts/policy.js';
import { SETTINGS } from '../texts/settings.js';

const ENGLISH = {
  ...ACCOUNT,
  ...POLICY,
  ...SETTINGS,

  'product': 'Corral',
  'skip': 'Go to the question box',
  'loading': 'Opening Corral …',

  'again': 'Try again',
  'againIn': 'Try again in {n} s',
  'close': 'Close',
  'copied': 'Copied',
  'copyFailed': 'The browser did not allow copying',
  'cancel': 'Cancel',

  'pages.label': 'Pages',
  'pages.chat': 'Chat',
  'pages.account': 'Account',
  'pages.settings': 'Settings',
  'pages.skip': 'Go to the content',

  'side.label': 'Chats',
  'side.open': 'Open the list of chats',
  'side.close': 'Close the list of chats',
  'side.new': 'New chat',
  'side.search': 'Search',
  'side.here': 'In this tab',
  'side.none': 'Your chats are listed here. They are kept in this tab until you close it or sign out.',
  'side.running': 'answer in progress',
  'side.remove': 'Remove chat “{title}”',
  'side.untitled': 'New chat',

  'remove.title': 'Remove this chat?',
  'remove.text': '“{title}” cannot be brought back.',
  'remove.do': 'Remove',

  'me.menu': 'Your menu',
  'me.role.admin': 'administrator',
  'me.role.user': 'user',
  'me.role.auditor': 'auditor',
  'me.appearance': 'Appearance',
  'me.scheme.system': 'System',
  'me.scheme.light': 'Light',
  'me.scheme.dark': 'Dark',
  'me.shortcuts': 'Keyboard shortcuts',
  'me.account': 'API keys and programs',
  'me.settings': 'Settings',
  'me.signOut': 'Sign out',
  'me.signingOut': 'Signing out …',

  'models.choose': 'Model: {model}',
  'models.none': 'No model',
  'models.list': 'Models',
  'models.filter': 'Find a model',
  'models.noMatch': 'No model is called that.',
  'models.loaded': 'loaded: answers at once',
  'models.cold': 'not loaded: the first answer takes longer',
  'models.embedding': 'for embeddings only, cannot chat',
  'models.gone': 'not installed any more',
  'models.asking': 'Asking Ollama for its models …',
  'models.empty.title': 'No model is installed yet',
  'models.empty.text': 'An administrator installs one on the Ollama server, for example with:',
  'models.empty.command': 'ollama pull llama3.2',
  'models.empty.copy': 'Copy command',
  'models.empty.again': 'Look again',
  'models.failed.title': 'The list of models did not come',

  'empty.title': 'Ask your company’s own models',
  'empty.text': 'Questions and answers stay on your company’s servers. This chat is kept in this tab until you close it or sign out.',

  'demo': 'This is the sample model of the demo: it cannot answer questions. To connect a real one, start Ollama and set OLLAMA_BASE_URL to its address, then start Corral again.',
  'storage': 'The browser has no more room for this tab’s chats: older ones will be gone after a reload.',

  'question.label': 'Your question',
  'question.placeholder': 'Ask anything. Enter sends, Shift+Enter makes a new line.',
  'question.placeholderTouch': 'Ask anything.',
  'question.send': 'Send',
  'question.stop': 'Stop',
  'question.running': 'An answer is being written. Stop it, or send when it is done.',
  'question.noModel': 'There is no model to ask yet.',
  'question.foot': 'Answers can be wrong: check what matters.',
  'question.shortcuts': 'shortcuts',

  'turn.question': 'You asked',
  'turn.all': 'Show all ({n} characters)',
  'turn.copy': 'Copy',
  'turn.again': 'Ask again',
  'turn.earlier': 'Earlier answer',
  'turn.later': 'Later answer',
  'turn.variant': '{n} of {of}',
  'turn.toEnd': 'To the end',

  'answer.thinking': 'Thinking · {time}',
  'answer.thought': 'Thought for {time}',
  'answer.thoughtPlain': 'Thoughts',
  'answer.speed': '{n} tokens/s',
  'answer.first': 'first word after {time}',
  'answer.total': '{time} in all',
  'answer.stopped': 'Stopped. What had been written is kept.',
  'answer.stoppedEmpty': 'Stopped before the first word.',
  'answer.interrupted': 'Interrupted, because the page was closed or loaded again. What had been written is kept.',
  'answer.interruptedEmpty': 'Not answered, because the page was closed or loaded again, or your session had ended.',
  'answer.length': 'The answer ended at the length limit of the model.',
  'answer.empty': 'The model ended its answer without a word. Ask again, or ask in other words.',
  'answer.wait': 'Waiting for the first word of {model} · {time}',
  'answer.waitCold': '{model} is not loaded: Ollama loads it first, which can take a minute · {time}',
  'answer.waitWarm': '{model} is loaded and reads your question · {time}',
  'answer.waitLong': 'Nothing is lost: wait on, or stop and ask again.',
  'answer.stalled': 'No new word for {time}. The model may be busy with others; wait on, or stop.',
  'answer.told.start': '{model} is answering',
  'answer.told.done': 'The answer is complete',
  'answer.told.stopped': 'Stopped',
  'answer.told.problem': 'The answer failed: {title}',

  'code.plain': 'text',
  'code.label': 'Code, {lang}',
  'code.wrap': 'Wrap',
  'code.copy': 'Copy',
  'code.copiedWithout': 'Copied without {n} hidden characters',

  'markdown.image': 'Image: ',
  'markdown.noLink': 'This address is not followed: it is not a plain web or mail address.',
  'markdown.hidden': 'A character that would not be seen',
  'markdown.task': 'Task',
  'markdown.table': 'Table',

  'problem.title.network': 'Corral cannot be reached',
  'problem.title.session': 'Your session ended',
  'problem.title.forbidden': 'This is not allowed',
  'problem.title.missing': 'This was not found',
  'problem.title.large': 'This is too large',
  'problem.title.busy': 'Too much at once',
  'problem.title.upstream': 'Ollama cannot be reached',
  'problem.title.unready': 'Not available right now',
  'problem.title.silent': 'Ollama did not answer in time',
  'problem.title.broken': 'The answer broke off',
  'problem.title.other': 'This did not work',
  'problem.network': 'Check your network connection, and whether the address of this page still opens. Nothing is lost.',
  'problem.offline': 'Your computer says that it is offline. Connect it to the network, then try again. Nothing is lost.',
  'problem.session': 'Sign in again and go on: your chats and what you typed are kept in this tab.',
  'problem.signIn': 'Sign in again',
  'problem.notJson': 'The answer could not be read. Something between you and Corral may have changed it: load the page again, and tell your administrator if it stays so.',
  'problem.server': 'The server had an error (status {status}). Try again, and tell your administrator if it stays so.',
  'problem.refused': 'The server refused this (status {status}).',
  'problem.cut': 'The connection ended before the answer did. What had come is kept. Try again; if it happens often, tell your administrator.',
  'problem.garbled': 'The server sent something that is no answer. What had come is kept. Try again; if it happens often, tell your administrator.',
  'problem.request': 'request',

  'find.title': 'Search and commands',
  'find.label': 'Search chats, models and commands',
  'find.none': 'Nothing found.',
  'find.chat': 'Chat',
  'find.model': 'Use model',
  'find.command': 'Command',
  'find.scheme': 'Appearance: {scheme}',

  'keys.title': 'Keyboard shortcuts',
  'keys.send': 'Send the question',
  'keys.line': 'New line in the question',
  'keys.stop': 'Stop the answer',
  'keys.find': 'Search chats, models and commands',
  'keys.new': 'New chat',
  'keys.focus': 'Go to the question box',
  'keys.help': 'Show this list',
};

/**
 * The text of a key.
 * @param {Object<string, string|number>} [values] by the names in the text
 */
export function t(key, values = {}) {
  const text = ENGLISH[key];
  if (text === undefined) throw new Error(`There is no text ${key}`);
  return text.replace(/\{(\w+)\}/g, (hole, name) => (name in values ? String(values[name]) : hole));
}

/** Whether there is such a text. */
export const known = (key) => key in ENGLISH;

/** Keys that exist, for tests. */
export const textKeys = () => Object.keys(ENGLISH);
