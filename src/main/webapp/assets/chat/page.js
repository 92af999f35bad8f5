// The parts of the chat page and what they tell each other.

import { byId, fill, h } from '../shared/dom.js';
import { Drafts, forgetDrafts } from '../shared/drafts.js';
import { Problem, signOut, url } from '../shared/api.js';
import { copy } from '../shared/clipboard.js';
import { openPage, otherPages } from '../shared/other-pages.js';
import { noticeStrip } from '../shared/page-info.js';
import { problemBox } from '../shared/problem-box.js';
import { SCHEMES, setScheme } from '../shared/scheme-switch.js';
import { t } from '../shared/texts.js';
import { Catalogue } from '../models/catalogue.js';
import { modelPicker } from '../models/picker.js';
import { Chat } from './chat.js';
import { chatMenu } from './chat-menu.js';
import { Chats } from './chats.js';
import { composer } from './composer.js';
import { contextBar } from './context.js';
import { emptyState } from './empty.js';
import { openFind } from './find.js';
import { listActs } from './list-acts.js';
import { openParameters } from './parameters.js';
import { openPreferences } from './preferences-dialog.js';
import { openPrompts, Prompts } from './prompts.js';
import { remembered, remember, wanted } from './place.js';
import { sharedDialog } from './share.js';
import { SharedChat } from './shared-view.js';
import { showShortcuts } from './shortcuts-dialog.js';
import { listenToKeys } from './shortcuts.js';
import { sidebar } from './sidebar.js';
import { hush } from './speech.js';
import { threadActs } from './thread-acts.js';
import { Thread } from './thread.js';
import { transferDialog } from './transfer.js';

export function build(me, about, preferences) {
  const product = me.title || t('product');
  byId('brand-name').textContent = product;
  byId('skip').textContent = t('skip');
  const chats = new Chats();
  const catalogue = new Catalogue(about.defaultModel);
  const drafts = new Drafts(me.name);
  const prompts = new Prompts();
  const blank = (first = {}) => new Chat(null, { ...(about.systemPrompt && !first.folder && { system: about.systemPrompt }), ...first });
  let chat = blank();

  const help = () => showShortcuts(preferences);
  const parameters = () => openParameters(chat, catalogue);
  const transfer = () => transferDialog(() => chats.open());
  const acts = listActs({ chats, failed, startNew, removed: (gone) => gone.id === chat.id && startNew({}) });
  const messageActs = threadActs({ chat: () => chat, catalogue, failed, opened: (id) => go(id), preferences });
  const thread = new Thread({ catalogue, acts: messageActs }, emptyState(catalogue, me));
  const picker = modelPicker(catalogue, () => catalogue.forChat(chat), choose);
  const box = composer({ drafts, catalogue, prompts, preferences, help, commands: slashCommands, asked, failed });
  const context = contextBar(parameters);
  box.mount(byId('compose'));
  box.foot.prepend(context.el);
  const side = sidebar({ chats, me, current: () => chat, acts, startNew, find, entries: menuEntries(), signOut: leave });

  const heading = h('h1', { class: 'unseen' });
  const mark = h('span', { class: 'chip', hidden: true });
  const more = h('span', {});
  const share = h('button', { type: 'button', class: 'btn plain wide-only', onclick: () => acts.share({ id: chat.id, shared: chats.item(chat.id)?.shared ?? chat.about.shared }) }, t('menu.share'));
  const options = h('button', { type: 'button', class: 'btn plain', onclick: parameters }, t('parameters.button'));
  fill(byId('top'), side.menu, heading, picker.button, picker.panel, picker.note, h('span', { class: 'grow' }), mark, share, options, more);

  function choose(name) {
    catalogue.choose(name);
    box.want(name);
    picker.update();
  }

  /** Shows a chat; what ran in the one before goes on at the server. */
  function show(next, readOnly = false) {
    chat.close();
    chat = next;
    for (const name of ['about', 'shape', 'state', 'ended']) chat.addEventListener(name, () => chat === next && updateTop());
    hush();
    banner('problem', null);
    thread.show(chat, { readOnly });
    byId('compose').hidden = readOnly;
    options.hidden = share.hidden = readOnly;
    box.show(chat);
    side.update();
    side.close();
    updateTop();
    chat.open();
    if (!readOnly) box.focus();
  }

  function updateTop() {
    const title = chat.about.title || t(chat.about.temporary ? 'empty.temporary' : 'side.untitled');
    heading.textContent = title;
    document.title = `${title} · ${product}`;
    mark.hidden = !chat.about.temporary && !chat.owner;
    mark.textContent = chat.owner ? t('share.by', { name: chat.owner }) : t('side.temporaryMark');
    share.hidden = chat.id === null || chat.about.temporary;
    options.classList.toggle('narrow-in-menu', chat.id !== null);
    context.update(chat.path);
    picker.update();
    const lost = chat.connection === 'lost';
    banner('connection', !lost ? null : chat.problem ? problemBox(chat.problem, { again: () => chat.open() }) : h('p', { class: 'banner', role: 'status' }, t('chat.lost')));
    const item = chat.id !== null && !chat.about.temporary && !chat.owner ? { ...chats.item(chat.id), ...chat.about, id: chat.id } : null;
    fill(more, item && chatMenu(item, acts, { className: 'btn plain', more: [{ words: t('parameters.button'), run: parameters }] }));
  }

  function go(id, message = null) {
    location.hash = message ? `#chat/${id}/${message}` : `#chat/${id}`;
  }

  /** Does what the address says. */
  function route() {
    const place = wanted();
    if (place.shared) {
      show(new SharedChat(place.shared), true);
      return;
    }
    if (place.chat === null) {
      if (chat.id !== null || chat.tree.size > 0 || chat.owner) show(blank());
      remember(null);
      return;
    }
    if (place.chat !== chat.id) show(new Chat(place.chat));
    remember(place.chat);
    if (place.message) whenReady(() => thread.jumpTo(place.message));
  }

  function whenReady(run) {
    const here = chat;
    if (here.state === 'ready') run();
    else here.addEventListener('shape', () => setTimeout(run), { once: true });
  }

  function startNew(first) {
    history.pushState(null, '', location.pathname);
    remember(null);
    show(blank(first));
  }

  function asked(here, isNew) {
    if (here === chat) thread.toEnd();
    if (!isNew || here !== chat) return;
    history.replaceState(null, '', `#chat/${here.id}`);
    remember(here.id);
    side.update();
  }

  async function leave() {
    await preferences.save();
    try {
      await signOut();
    } catch (e) {
      if (e.kind !== 'session') {
        banner('sign-out', problemBox(e, { again: leave }));
        return;
      }
    }
    remember(null);
    await forgetDrafts(me.name);
    location.replace(url('login?signedout'));
  }

  function failed(e, again) {
    if (!(e instanceof Problem)) throw e;
    banner('problem', problemBox(e, { again: () => {
      banner('problem', null);
      again();
    } }));
  }

  function slashCommands() {
    return [
      { name: t('slash.parameters'), words: t('parameters.title'), run: parameters },
      { name: t('slash.prompts'), words: t('prompts.title'), run: () => openPrompts(prompts) },
      { name: t('slash.temporary'), words: t('side.newTemporary'), run: () => startNew({ temporary: true }) },
    ];
  }

  function menuEntries() {
    const entry = (key, run) => h('button', { type: 'button', class: 'btn', onclick: run }, t(key));
    return [
      entry('prompts.title', () => openPrompts(prompts)), entry('me.archived', () => chats.showArchived(true)), entry('share.withMe', sharedDialog), entry('transfer.title', transfer),
      entry('preferences.title', () => openPreferences(preferences)), entry('me.shortcuts', help),
    ];
  }

  function find() {
    side.close();
    const command = (label, run) => ({ kind: t('find.command'), label, run });
    openFind(() => [
      command(t('side.new'), () => startNew({})), command(t('side.newTemporary'), () => startNew({ temporary: true })),
      ...chats.all.slice(0, 8).map((one) => ({ kind: t('find.chat'), label: one.title || t('side.untitled'), run: () => go(one.id) })),
      ...catalogue.chatting().map((one) => ({ kind: t('find.model'), label: one.name, run: () => choose(one.name) })),
      command(t('prompts.title'), () => openPrompts(prompts)), command(t('parameters.title'), parameters), command(t('transfer.title'), transfer), command(t('share.withMe'), sharedDialog),
      command(t('preferences.title'), () => openPreferences(preferences)),
      ...SCHEMES.map((one) => command(t('find.scheme', { scheme: t(`me.scheme.${one}`) }), () => setScheme(one))),
      command(t('me.shortcuts'), help),
      ...otherPages(me).map(({ path, words }) => command(words, () => openPage(path))),
      command(t('me.signOut'), leave),
    ], go);
  }

  const lastAnswer = () => chat.path.findLast((message) => message.role === 'assistant');
  function step(by) {
    const all = chats.all;
    const at = all.findIndex((one) => one.id === chat.id);
    const next = all[at < 0 ? 0 : at + by];
    if (next) go(next.id);
  }

  listenToKeys({
    find, help, new: () => startNew({}), focus: box.focus, stop: () => (chat.running.length > 0 ? box.stop() : hush()),
    copy: () => lastAnswer() && copy(lastAnswer().content, null), again: () => lastAnswer() && chat.running.length === 0 && messageActs.again(lastAnswer()),
    model: () => picker.button.click(), previous: () => step(-1), following: () => step(1),
  }, () => preferences.get('shortcuts') ?? {});

  catalogue.addEventListener('change', () => {
    const missed = catalogue.state === 'failed' && chat.tree.size > 0;
    banner('models', missed ? problemBox(catalogue.problem, { again: () => catalogue.load() }) : null);
  });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && catalogue.refreshIfOld());
  addEventListener('pagehide', hush);
  addEventListener('hashchange', route);
  addEventListener('popstate', route);

  banner('notice', noticeStrip(about));
  if (me.demo) banner('demo', h('p', { class: 'banner' }, t('demo')));
  byId('app').hidden = false;
  const last = wanted().chat === null && !wanted().shared ? remembered() : null;
  if (last) history.replaceState(null, '', `#chat/${last}`);
  show(chat);
  route();
  chats.open();
  catalogue.load();
  prompts.load().catch((e) => console.warn('The prompts did not come', e.message));
  if (location.search === '?print') whenReady(() => setTimeout(() => print(), 500));
}

/** One banner of each name; null takes it away. */
function banner(name, content) {
  const place = byId('banners');
  place.querySelector(`[data-banner="${name}"]`)?.remove();
  if (content) place.append(h('div', { data: { banner: name } }, content));
}
