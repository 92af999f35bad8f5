// The backup or restore that runs or ran last, whoever began it.

import { fill, h } from '../shared/dom.js';
import { ago, moment } from '../shared/format.js';
import { saying } from '../shared/said.js';
import { t } from '../shared/texts.js';
import { percent, stepKey } from './progress.js';

export function jobView() {
  const part = h('section', { class: 'card job', 'aria-labelledby': 'data-job', hidden: true });

  function show(job) {
    part.hidden = !job;
    if (job) fill(part, job.state === 'running' ? running(job) : over(job));
  }

  function running(job) {
    const done = percent(job);
    const words = t(stepKey(job));
    return [
      h('h2', { id: 'data-job' }, t(`data.${job.kind}.running`)),
      bar(done, words),
      h('p', { class: 'note' }, t('data.running.by', { by: job.by, since: ago(job.startedAt) }), ' ', t('data.running.stay')),
    ];
  }

  const bar = (done, words) => h('div', { class: 'job-bar' },
    h('progress', { 'aria-label': words, max: 100, ...(done !== null && { value: done }) }),
    h('span', {}, done === null ? words : `${words} ${t('data.percent', { n: done })}`));

  function over(job) {
    const good = job.state === 'done';
    return [
      h('h2', { id: 'data-job' }, t(stepKey(job))),
      h('p', { class: good ? 'note' : 'note bad' },
        job.said && [saying(job.said), ' '],
        t('data.over.by', { by: job.by, when: moment(job.endedAt) }),
        job.kind === 'restore' && ` ${t(good ? 'data.restore.doneMore' : 'data.restore.failedMore', { file: job.file ?? '' })}`),
    ];
  }

  /** While the data is replaced, nothing answers but that nothing answers. */
  function showStopped() {
    part.hidden = false;
    fill(part, h('h2', { id: 'data-job' }, t('data.restore.running')), bar(null, t('data.stopped')));
  }

  return { part, show, showStopped };
}
