// Puts the page together: asks who is signed in, then builds the parts and lets them talk to each other.

import { byId, fill, h } from '../shared/dom.js';
import { get, Problem, signOut, url } from '../shared/api.js';
import { openPage, otherPages } from '../shared/other-pages.js';
import { noticeStrip, pageInfo } from '../shared/page-info.js';
import { problemBox } from '../shared/problem-box.js';
import { SCHEMES, setScheme } from '../shared/scheme-switch.js';
import { t } from '../shared/texts.js';
import { setMe } from '../shared/who.js';
import { Catalogue } from '../models/catalogue.js';
import { modelPicker } from '../models/picker.js';
import { Asking } from './asking.js';
import { Chats } from './chats.js';
import { composer } from './composer.js';
import { showShortcuts } from './dialogs.js';
import { emptyState } from './empty.js';
import { openFind } from './find.js';
import { listenToKeys } from './keys.js';
import { sidebar } from './sidebar.js';
import { Thread } from './thread.js';

start();

async function start() {
  if (location.search === '?ended') history.replaceState(null, '', location.pathname);
  fill(byId('alone'), h('p', { class: 'alone note' }, t('loading')));
  try {
    const [me, info] = await Promise.all([get('api/v1/me'), pageInfo()]);
    setMe(me);
    fill(byId('alone'));
    build(me, info);
  } catch (e) {
    if (!(e instanceof Problem)) throw e;
    fill(byId('alone'), h('div', { class: 'alone' }, problemBox(e, { again: start })));
  }
}

function build(me, info) {
  const chats = new Chats();
  const catalogue = new Catalogue(info.defaultModel);
  const asking = new Asking(chats);
  chats.open(me.name);
  const model = () => catalogue.forChat(chats.current);
  const product = me.title || t('product');
  byId('brand-name').textContent = product;

  const box = composer({ chats, asking, model, help: showShortcuts });
  box.mount(byId('compose'));
  const thread = new Thread(chats, asking, catalogue, emptyState(catalogue));
  const picker = modelPicker(catalogue, model, choose);
  const side = sidebar({ chats, asking, me, open, startNew, remove, find, help: showShortcuts, signOut: leave });
  const heading = h('h1', { class: 'unseen' });
  fill(byId('top'), side.menu, heading, picker.button, picker.panel, picker.note);
  byId('skip').textContent = t('skip');

  function choose(name) {
    chats.current.model = name;
    chats.saveSoon();
    catalogue.choose(name);
  }

  function shown() {
    const title = chats.current.title || t('side.untitled');
    heading.textContent = title;
    document.title = `${title} · ${product}`;
    thread.show();
    box.show();
    picker.update();
    side.close();
    box.focus();
  }

  function open(id) {
    chats.select(id);
    shown();
  }

  function startNew() {
    chats.startNew();
    shown();
  }

  function remove(chat) {
    asking.stop(chat);
    const here = chat === chats.current;
    chats.remove(chat.id);
    if (here) shown();
    else box.focus();
  }

  async function leave() {
    asking.stopAll();
    try {
      await signOut();
    } catch (e) {
      if (e.kind !== 'session') {
        banner('sign-out', problemBox(e, { again: leave }));
        return;
      }
    }
    chats.signOut();
    location.replace(url('login?signedout'));
  }

  function find() {
    side.close();
    openFind(() => [
      ...chats.all.map((chat) => ({ kind: t('find.chat'), label: chat.title, words: wordsOf(chat), run: () => open(chat.id) })),
      { kind: t('find.command'), label: t('side.new'), run: startNew },
      ...catalogue.chatting().map((one) => ({ kind: t('find.model'), label: one.name, run: () => choose(one.name) })),
      ...SCHEMES.map((one) => ({ kind: t('find.command'), label: t('find.scheme', { scheme: t(`me.scheme.${one}`) }), run: () => setScheme(one) })),
      { kind: t('find.command'), label: t('me.shortcuts'), run: showShortcuts },
      ...otherPages(me).map(({ path, words }) => ({ kind: t('find.command'), label: words, run: () => openPage(path, asking) })),
      { kind: t('find.command'), label: t('me.signOut'), run: leave },
    ]);
  }

  asking.addEventListener('answer', ({ detail }) => {
    if (detail.turn === chats.current.turns[0] && detail.chat === chats.current) heading.textContent = chats.current.title;
    updateLive(detail);
  });
  let liveCount = -1;
  function updateLive({ chat, answer }) {
    box.update();
    if (asking.count !== liveCount) {
      liveCount = asking.count;
      side.update();
      document.title = `${chats.current.title || t('side.untitled')} · ${product}`;
    }
    if (asking.running(chat) === undefined) afterAnswer(answer);
  }
  function afterAnswer(answer) {
    if (answer.state === 'done' && catalogue.isLoaded(answer.model) !== true) catalogue.refresh();
  }
  catalogue.addEventListener('change', () => {
    box.update();
    const failed = catalogue.state === 'failed' && chats.current.turns.length > 0;
    banner('models', failed ? problemBox(catalogue.problem, { again: () => catalogue.load() }) : null);
  });
  chats.addEventListener('full', () => banner('storage', h('p', { class: 'banner' }, t('storage'))));
  listenToKeys({ find, help: showShortcuts, startNew, focus: box.focus, stop: () => asking.running(chats.current) && box.stop() });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && catalogue.refreshIfOld());

  banner('notice', noticeStrip(info));
  if (me.demo) banner('demo', h('p', { class: 'banner' }, t('demo')));
  byId('app').hidden = false;
  side.update();
  shown();
  catalogue.load();
}

/** One banner of each name; null takes it away. */
function banner(name, content) {
  const place = byId('banners');
  place.querySelector(`[data-banner="${name}"]`)?.remove();
  if (content) place.append(h('div', { data: { banner: name } }, content));
}

const wordsOf = (chat) => chat.turns.map((turn) => `${turn.question} ${turn.answers.map((answer) => answer.text).join(' ')}`).join(' ');
