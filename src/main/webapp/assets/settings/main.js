// The page "Settings", for administrators.

import { byId, fill, h } from '../shared/dom.js';
import { startPage } from '../shared/frame.js';
import { t } from '../shared/texts.js';
import { dataView } from '../data/view.js';
import { policyView } from '../policy/view.js';
import { aboutView } from './about.js';
import { backendsView } from './backends.js';
import { generalView } from './general.js';
import { maintenanceView } from './maintenance.js';
import { statusView } from '../status/view.js';

const TABS = { general: generalView, status: statusView, backends: backendsView, policy: policyView, data: dataView, maintenance: maintenanceView, about: aboutView };

startPage('settings', (me, place) => {
  fill(place, h('h1', {}, t('settings.title')));
  if (!me.roles.includes('admin')) {
    place.append(h('p', { class: 'lead' }, t('settings.forbidden')));
    return;
  }
  const built = {};
  const tabs = h('nav', { class: 'tabs', 'aria-label': t('tabs.label') });
  const content = h('div', {});
  place.append(tabs, content);

  /** An address that names a setting opens the part in which it stands. */
  function show() {
    const wanted = location.hash.slice(1);
    const name = wanted in TABS ? wanted : 'general';
    fill(tabs, Object.keys(TABS).map((one) => h('a', { href: `#${one}`, 'aria-current': one === name ? 'page' : null }, t(`tabs.${one}`))));
    fill(content, (built[name] ??= TABS[name]()));
    if (!(wanted in TABS)) byId(wanted)?.focus();
  }

  addEventListener('hashchange', show);
  show();
});
