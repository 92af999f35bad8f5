// Where data is kept, its backups, and their way back.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { get, Problem } from '../shared/api.js';
import { size } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';
import { backupList } from './backups.js';
import { jobView } from './job.js';
import { peopleView } from './people.js';
import { pause } from './progress.js';
import { restoreView } from './restore.js';

const STOPPED = 'unready';

export function dataView() {
  const place = h('section', { class: 'card', 'aria-labelledby': 'data-place' });
  const trouble = h('div', {});
  const job = jobView();
  const backups = backupList({ changed: look, stage: (name) => restore.stageKept(name) });
  const restore = restoreView({ changed: look });
  const part = h('div', {}, h('p', { class: 'lead' }, t('data.lead')), trouble, place, job.part, backups.part, restore.part, peopleView());
  let timer = null;
  let was = null;

  /** Asks for the state now, and again after a while for as long as the page shows it. */
  async function look() {
    clearTimeout(timer);
    let stopped = false;
    try {
      show(await get('api/v1/data'));
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      stopped = e.kind === STOPPED && was?.kind === 'restore' && was.state === 'running';
      if (stopped) job.showStopped();
      else fill(trouble, problemBox(e, { again: look }));
      if (!stopped) return;
    }
    timer = setTimeout(again, pause(was, stopped));
  }

  function again() {
    if (!part.isConnected || document.hidden) timer = setTimeout(again, 1000);
    else look();
  }

  function show(data) {
    fill(trouble);
    if (was?.state === 'running' && data.job && data.job.state !== 'running') announce(t(`data.${data.job.kind}.${data.job.state}`));
    was = data.job;
    fill(place, h('h2', { id: 'data-place' }, t('data.place')), facts(data));
    job.show(data.job);
    backups.show(data);
    restore.show(data);
  }

  look();
  return part;
}

function facts({ folder, database, embedded, schema, bytes, freeBytes, leftOut }) {
  const line = (name, ...value) => h('div', {}, h('dt', {}, t(name)), h('dd', {}, value));
  return h('dl', { class: 'data-facts' },
    line('data.folder', h('code', {}, folder)),
    line('data.database', h('span', {}, database)),
    line('data.size', bytes === null ? t('data.onServer') : size(bytes)),
    line('data.free', size(freeBytes)),
    line('data.schema', String(schema)),
    line('data.leftOut', leftOut.length > 0 ? leftOut.map((name) => h('code', {}, name)) : t('data.leftOut.none'),
      leftOut.length > 0 && h('small', {}, t(embedded ? 'data.leftOut.why' : 'data.leftOut.whyServer'))));
}
