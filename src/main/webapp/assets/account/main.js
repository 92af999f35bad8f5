// The page "Account": the caller's API keys, and how programs use them.

import { fill, h } from '../shared/dom.js';
import { startPage } from '../shared/frame.js';
import { t } from '../shared/texts.js';
import { Catalogue } from '../models/catalogue.js';
import { connectView } from './connect.js';
import { createDialog } from './create.js';
import { Keys } from './keys.js';
import { keysView } from './keys-view.js';
import { storageView } from './storage.js';

startPage('account', (me, place) => {
  const keys = new Keys(me);
  const uses = me.roles.includes('user') || me.roles.includes('admin');
  const connect = uses ? connection(keys, create) : null;
  function create(wish) {
    createDialog({ keys, wish, done: (key) => connect?.use(key) });
  }
  fill(place,
    h('h1', {}, t('account.title')),
    h('p', { class: 'lead' }, t('account.lead')),
    keysView({ keys, create, forget: (id) => connect?.forget(id) }),
    connect?.section,
    uses && storageView());
  keys.load();
});

/** For those who may use models. */
function connection(keys, create) {
  const catalogue = new Catalogue();
  const view = connectView({ keys, catalogue, create });
  catalogue.load();
  return view;
}
