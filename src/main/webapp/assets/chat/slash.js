// The list that opens under "/" at the beginning of a line (prompts and what the page can do) and under "@" (models for one question).

import { fill, h } from '../shared/dom.js';
import { t } from '../shared/texts.js';
import { fillIn } from './prompt-fields.js';

const MOST = 30;
const TRIGGER = /(?:^|\n)(\/)([^\s/]*)$|(?:^|\s)(@)([^\s@]*)$/;

/**
 * @param {{box: HTMLTextAreaElement, catalogue: Object, prompts: Object, commands: () => Array<{name: string, words: string, run: () => void}>,
 *     insert: (text: string, from: number, to: number) => void, useModel: (model: string, from: number, to: number) => void}} parts
 */
export function slashMenu({ box, catalogue, prompts, commands, insert, useModel }) {
  const list = h('ul', { id: 'slash', class: 'slash', role: 'listbox', hidden: true, 'aria-label': t('slash.label') });
  let shown = [];
  let at = 0;
  let from = 0;
  box.setAttribute('aria-autocomplete', 'list');
  box.after(list);
  document.addEventListener('pointerdown', (event) => !list.contains(event.target) && event.target !== box && close());
  box.addEventListener('blur', () => setTimeout(() => document.activeElement !== box && close(), 150));

  function typed() {
    if (!list.isConnected) box.after(list);
    const found = TRIGGER.exec(box.value.slice(Math.max(0, box.selectionStart - 200), box.selectionStart));
    if (!found || box.selectionStart !== box.selectionEnd) {
      close();
      return;
    }
    const words = (found[2] ?? found[4]).toLowerCase();
    from = box.selectionStart - words.length - 1;
    show(found[1] ? slashes(words) : models(words));
  }

  function slashes(words) {
    const own = prompts.all.map((prompt) => ({ name: `/${prompt.name}`, words: prompt.text.split('\n')[0].slice(0, 120), kind: t(prompt.mine ? 'prompts.mine' : 'prompts.shared'), run: () => usePrompt(prompt) }));
    const others = commands().map((command) => ({ name: `/${command.name}`, words: command.words, kind: t('find.command'), run: () => {
      insert('', from, box.selectionStart);
      command.run();
    } }));
    const all = [...own, ...others];
    const begins = all.filter((one) => one.name.slice(1).toLowerCase().startsWith(words));
    const holds = all.filter((one) => !begins.includes(one) && `${one.name} ${one.words}`.toLowerCase().includes(words));
    return [...begins, ...holds];
  }

  const models = (words) => catalogue.chatting().filter(({ name }) => name.toLowerCase().includes(words)).map(({ name, details }) => ({
    name: `@${name}`, words: details.join(' · '), kind: t('slash.oneTurn'), run: () => useModel(name, from, box.selectionStart),
  }));

  async function usePrompt(prompt) {
    const [begin, end] = [from, box.selectionStart];
    const text = await fillIn(prompt);
    if (text === null) box.focus();
    else insert(text, begin, end);
  }

  function show(entries) {
    shown = entries.slice(0, MOST);
    if (shown.length === 0) {
      close();
      return;
    }
    fill(list, shown.map((one, i) => h('li', { id: `slash-${i}`, role: 'option', onpointerdown: (event) => event.preventDefault(), onclick: () => choose(i), onpointermove: () => at !== i && mark(i) },
      h('b', {}, h('bdi', {}, one.name)), h('span', { class: 'grow' }, h('bdi', {}, one.words)), h('small', {}, one.kind))));
    list.hidden = false;
    box.setAttribute('aria-controls', 'slash');
    mark(0);
  }

  function mark(i) {
    at = i;
    [...list.children].forEach((el, n) => el.setAttribute('aria-selected', String(n === i)));
    box.setAttribute('aria-activedescendant', `slash-${i}`);
    list.children[i]?.scrollIntoView({ block: 'nearest' });
  }

  function choose(i) {
    const one = shown[i];
    close();
    one?.run();
  }

  function close() {
    if (list.hidden) return;
    list.hidden = true;
    shown = [];
    box.removeAttribute('aria-activedescendant');
    box.removeAttribute('aria-controls');
  }

  /** @returns {boolean} whether the key was the list's */
  function pressed(event) {
    if (list.hidden || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark((at + step + shown.length) % shown.length);
    else if (event.key === 'Enter' || event.key === 'Tab') choose(at);
    else if (event.key === 'Escape') close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** As if a slash had been typed. */
  function open() {
    box.focus();
    if (box.value !== '' && !box.value.endsWith('\n')) insert('\n', box.value.length, box.value.length);
    insert('/', box.value.length, box.value.length);
  }

  return { typed, pressed, open, close };
}
