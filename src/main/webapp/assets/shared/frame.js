// The frame of the pages beside the chat: a bar with the way to each page and the user's menu, the content under it.

import { byId, fill, h } from './dom.js';
import { get, Problem, signOut, url } from './api.js';
import { forgetDrafts } from './drafts.js';
import { HELP_PATH } from './help-topics.js';
import { meMenu } from './me-menu.js';
import { noticeStrip, pageInfo } from './page-info.js';
import { problemBox } from './problem-box.js';
import { t } from './texts.js';
import { setMe } from './who.js';

const PAGES = [
  { id: 'chat', path: 'app/' },
  { id: 'models', path: 'app/models/' },
  { id: 'account', path: 'app/account/' },
  { id: 'settings', path: 'app/settings/', role: 'admin' },
  { id: 'help', path: HELP_PATH },
];

/**
 * Asks who is signed in and shows the page.
 * @param {string} here the page's id
 * @param {(me: {name: string, roles: string[]}, place: HTMLElement) => void} build
 */
export async function startPage(here, build) {
  if (location.search === '?ended') history.replaceState(null, '', location.pathname + location.hash);
  fill(byId('alone'), h('p', { class: 'alone note' }, t('loading')));
  try {
    const [me, info] = await Promise.all([get('api/v1/me'), pageInfo()]);
    setMe(me);
    fill(byId('alone'));
    showFrame(here, me);
    fill(byId('strips'), noticeStrip(info));
    build(me, byId('main'));
  } catch (e) {
    if (!(e instanceof Problem)) throw e;
    fill(byId('alone'), h('div', { class: 'alone' }, problemBox(e, { again: () => startPage(here, build) })));
  }
}

function showFrame(here, me) {
  const product = me.title || t('product');
  document.title = `${t(`pages.${here}`)} · ${product}`;
  byId('brand-name').textContent = product;
  byId('skip').textContent = t('pages.skip');
  byId('pages').setAttribute('aria-label', t('pages.label'));
  const open = PAGES.filter((page) => !page.role || me.roles.includes(page.role));
  fill(byId('pages'), open.map((page) => h('a', { href: url(page.path), 'aria-current': page.id === here ? 'page' : null }, t(`pages.${page.id}`))));
  fill(byId('me'), meMenu({ me, signOut: () => leave(me) }));
  byId('frame').hidden = false;
}

async function leave(me) {
  try {
    await signOut();
  } catch (e) {
    if (e.kind !== 'session') {
      fill(byId('notices'), problemBox(e, { again: () => leave(me) }));
      return;
    }
  }
  await forgetDrafts(me.name);
  location.replace(url('login?signedout'));
}
