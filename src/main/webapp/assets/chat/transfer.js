// Chats out and in: export of one or all, import with a look at what would come, a progress bar, and what was left out.

import { fill, h } from '../shared/dom.js';
import { get, send, url, write } from '../shared/api.js';
import { openDialog } from '../shared/dialog.js';
import { number, size } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { saying } from '../shared/said.js';
import { t } from '../shared/texts.js';

const LOOK_EVERY = 700;
const LARGEST = 1024 * 1024 * 1024;

export function exportDialog(chat) {
  const to = (format) => url(`api/v1/chats/${encodeURIComponent(chat.id)}/export?format=${format}`);
  openDialog({ title: t('export.title') }, h('div', { class: 'choices' },
    h('a', { class: 'entry', href: to('md'), download: '' }, t('export.markdown')),
    h('a', { class: 'entry', href: to('json'), download: '' }, t('export.json')),
    h('a', { class: 'entry', href: url(`app/?print#chat/${chat.id}`), target: '_blank', rel: 'noopener' }, t('export.print'))));
}

/** A dialog for all chats: out as one file, in from a file. */
export function transferDialog(imported) {
  const place = h('div', {});
  let job = null;
  const dialog = openDialog({ title: t('transfer.title') }, place);
  dialog.addEventListener('close', () => job && ['ready', 'reading'].includes(job.state) && cancel());
  choose();

  function choose() {
    const input = h('input', { type: 'file', accept: '.json,application/json,.jsonl', class: 'in', 'aria-label': t('import.file'), onchange: () => input.files[0] && upload(input.files[0]) });
    fill(place,
      h('h3', {}, t('export.all')), h('p', { class: 'note' }, t('export.allText')), h('a', { class: 'btn', href: url('api/v1/export'), download: '' }, t('export.allDo')),
      h('h3', {}, t('import.title')), h('p', { class: 'note' }, t('import.text')), input);
  }

  async function upload(file) {
    if (file.size > LARGEST) return told(t('import.large', { size: size(LARGEST) }));
    fill(place, h('p', { role: 'status' }, t('import.sending', { name: file.name, size: size(file.size) })), h('progress', { 'aria-label': t('import.title') }));
    return attempt(async () => {
      const response = await send('api/v1/imports', { method: 'POST', body: file, type: 'application/json' });
      job = await response.json();
      await look();
    });
  }

  async function look() {
    for (;;) {
      show();
      if (!['reading', 'importing'].includes(job.state)) break;
      await new Promise((later) => setTimeout(later, LOOK_EVERY));
      if (!dialog.isConnected || job === null) return;
      job = await get(`api/v1/imports/${encodeURIComponent(job.id)}`);
    }
    if (job.state === 'done') imported();
  }

  function show() {
    const { state, format, said, found, stored } = job;
    if (state === 'failed' || state === 'cancelled') told(said ? saying(said) : t('import.failed'));
    else if (state === 'done') fill(place, h('p', { role: 'status' }, h('b', {}, t('import.done'))), counts(stored), report());
    else if (state !== 'ready') showProgress();
    else if (!(found?.chats > 0)) told(t('import.nothing'));
    else {
      fill(place, h('p', {}, t('import.found', { format: t(`import.format.${format}`) })), counts(found), report(),
        h('div', { class: 'dialog-acts' },
          h('button', { type: 'button', class: 'btn', onclick: () => cancel().then(choose) }, t('cancel')),
          h('button', { type: 'button', class: 'btn primary', autofocus: true, onclick: () => attempt(begin) }, t('import.start'))));
    }
  }

  function showProgress() {
    const { state, position = 0, size: all = 0 } = job;
    const bar = h('progress', { max: all > 0 ? all : null, 'aria-label': t('import.title') });
    if (all > 0) bar.value = position;
    fill(place, h('p', { role: 'status' }, t(state === 'importing' ? 'import.running' : 'import.reading')), bar,
      all > 0 && h('p', { class: 'note' }, t('import.progress', { done: size(position), of: size(all) })));
  }

  async function begin() {
    job = await write('POST', `api/v1/imports/${encodeURIComponent(job.id)}/start`);
    await look();
  }

  const counts = (numbers = {}) => h('ul', {}, ['chats', 'messages', 'images'].map((what) => numbers[what] !== undefined && h('li', {}, t(`import.${what}`, { n: number(numbers[what]) }))));

  function report() {
    const { leftOut = [] } = job;
    if (leftOut.length === 0) return null;
    return h('details', { open: true }, h('summary', {}, t('import.leftOut')), h('ul', {}, leftOut.map(({ said, count }) => h('li', {}, saying(said), count > 1 && ` (${number(count)})`))));
  }

  const told = (words) => fill(place, h('p', { class: 'problem', role: 'alert' }, words), h('button', { type: 'button', class: 'btn', onclick: choose }, t('import.other')));

  async function attempt(run) {
    try {
      await run();
    } catch (e) {
      fill(place, problemBox(e, { again: choose }));
    }
  }

  async function cancel() {
    const { id } = job;
    job = null;
    await write('DELETE', `api/v1/imports/${encodeURIComponent(id)}`).catch((e) => console.warn('The import was not cancelled', e.message));
  }
}
