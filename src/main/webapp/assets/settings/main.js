// The page "Settings", for administrators.

import { fill, h } from '../shared/dom.js';
import { startPage } from '../shared/frame.js';
import { t } from '../shared/texts.js';
import { generalView } from './general.js';

startPage('settings', (me, place) => {
  fill(place, h('h1', {}, t('settings.title')));
  if (!me.roles.includes('admin')) {
    place.append(h('p', { class: 'lead' }, t('settings.forbidden')));
    return;
  }
  place.append(h('p', { class: 'lead' }, t('settings.lead')), generalView());
});
