// The page "Models": what is there, for everyone; bringing in, copying and deleting for administrators.

import { fill, h } from '../shared/dom.js';
import { startPage } from '../shared/frame.js';
import { t } from '../shared/texts.js';
import { bringIn } from './bring-in.js';
import { makeView } from './make.js';
import { modelList } from './list.js';
import { pullsView } from './pulls.js';

startPage('models', (me, place) => {
  const admin = me.roles.includes('admin');
  const list = modelList({ admin, pull: (wish) => pulls.start(wish) });
  const pulls = admin && pullsView({ ended: list.load });
  fill(place, h('h1', {}, t('modelsPage.title')), h('p', { class: 'lead' }, t('modelsPage.lead')),
    admin && bringIn({ pull: (wish) => pulls.start(wish), list }),
    admin && makeView({ made: list.load }), admin && pulls.part, list.part);
  list.load();
});
