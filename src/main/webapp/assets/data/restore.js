// A backup is looked at first, and put in the place of everything only after a second word.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { send } from '../shared/api.js';
import { confirmDialog } from '../shared/dialog.js';
import { moment, size } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';

/** @param {{changed: () => void}} parts */
export function restoreView({ changed }) {
  const trouble = h('div', { role: 'alert' });
  const file = h('input', { type: 'file', class: 'in', id: 'data-file', accept: '.zip,application/zip', onchange: () => (button.disabled = file.files.length === 0) });
  const button = h('button', { type: 'button', class: 'btn', disabled: true, onclick: upload }, t('data.restore.look'));
  const chooser = h('div', {},
    h('p', { class: 'note' }, t('data.restore.lead')),
    h('label', { for: 'data-file' }, t('data.restore.file')),
    h('div', { class: 'with-button' }, file, button));
  const preview = h('div', {});
  const part = h('section', { class: 'card', 'aria-labelledby': 'data-restore' }, h('h2', { id: 'data-restore' }, t('data.restore.title')), trouble, chooser, preview);
  let shown = null;

  function show({ staged, embedded, job }) {
    const now = job?.state === 'running' ? null : staged;
    if ((now?.id ?? null) === shown) return;
    shown = now?.id ?? null;
    chooser.hidden = now !== null;
    fill(preview, now && waiting(now, embedded));
  }

  async function upload() {
    const chosen = file.files[0];
    button.disabled = true;
    button.textContent = t('data.restore.sending', { size: size(chosen.size) });
    await stage('api/v1/restore', { body: chosen, type: 'application/zip' }, upload);
    button.textContent = t('data.restore.look');
    file.value = '';
  }

  const stageKept = (name) => stage(`api/v1/backup/${name}/restore`, {}, () => stageKept(name));

  async function stage(path, body, again) {
    fill(trouble);
    try {
      await send(path, { method: 'POST', ...body });
      await changed();
      preview.querySelector('h3')?.focus();
    } catch (e) {
      fill(trouble, problemBox(e, { title: t('data.restore.refused'), again: e.status === 400 ? null : again }));
      part.scrollIntoView({ block: 'nearest' });
    }
  }

  function waiting({ id, bytes, rows, manifest }, embedded) {
    const stopped = h('input', { type: 'checkbox', onchange: () => (go.disabled = !stopped.checked) });
    const go = h('button', { type: 'button', class: 'btn danger', disabled: !embedded, onclick: () => ask(id, manifest, embedded) }, t('data.restore.do'));
    return [
      h('h3', { tabindex: '-1' }, t('data.restore.of', { when: moment(manifest.createdAt) })),
      h('p', { class: 'note' }, t('data.restore.facts', { by: manifest.createdBy, version: manifest.version, database: manifest.database, schema: manifest.schema, rows, size: size(bytes) })),
      h('details', { class: 'history' }, h('summary', {}, t('data.restore.tables')), h('div', { class: 'table' }, table(manifest.tables))),
      h('ul', { class: 'data-warnings' },
        ['replaces', 'safety', 'keys', 'sessions'].map((one) => h('li', {}, t(`data.restore.warn.${one}`))),
        manifest.leftOut.length > 0 && h('li', {}, t('data.restore.warn.leftOut', { files: manifest.leftOut.join(', ') }))),
      !embedded && h('label', { class: 'check' }, stopped, t('data.restore.others')),
      h('div', { class: 'acts-row' }, go, h('button', { type: 'button', class: 'btn', onclick: () => discard(id) }, t('data.restore.discard'))),
    ];
  }

  const table = (tables) => h('table', {}, h('thead', {}, h('tr', {}, ['name', 'rows', 'bytes'].map((one) => h('th', { scope: 'col' }, t(`data.table.${one}`))))),
    h('tbody', {}, tables.map(({ name, rows, bytes }) => h('tr', {}, h('th', { scope: 'row' }, h('code', {}, name)), h('td', {}, String(rows)), h('td', {}, size(bytes))))));

  function ask(id, manifest, embedded) {
    confirmDialog({
      title: t('data.restore.askTitle'), text: t('data.restore.askText', { when: moment(manifest.createdAt) }), act: t('data.restore.do'),
      run: () => start(id, embedded),
    });
  }

  async function start(id, embedded) {
    fill(trouble);
    try {
      await send(`api/v1/restore/${id}`, { method: 'POST', json: { replaceEverything: true, othersStopped: !embedded } });
      announce(t('data.restore.running'));
      await changed();
    } catch (e) {
      fill(trouble, problemBox(e, { title: t('data.restore.refused') }));
    }
  }

  async function discard(id) {
    try {
      await send(`api/v1/restore/${id}`, { method: 'DELETE' });
    } catch (e) {
      if (e.status !== 404) fill(trouble, problemBox(e, { again: () => discard(id) }));
    }
    await changed();
    file.focus();
  }

  return { part, show, stageKept };
}
