// The backups that are kept on the server.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { send, url } from '../shared/api.js';
import { confirmDialog } from '../shared/dialog.js';
import { moment, size } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';

/** @param {{changed: () => void, stage: (name: string) => void}} parts */
export function backupList({ changed, stage }) {
  const trouble = h('div', { role: 'alert' });
  const button = h('button', { type: 'button', class: 'btn primary', onclick: start }, t('data.backup.do'));
  const where = h('p', { class: 'note' });
  const list = h('ul', { class: 'versions', tabindex: '-1' });
  const none = h('p', { class: 'note' }, t('data.backup.none'));
  const part = h('section', { class: 'card', 'aria-labelledby': 'data-backups' },
    h('div', { class: 'card-head' }, h('h2', { id: 'data-backups' }, t('data.backup.title')), button), where, trouble, list, none);
  let shown = '';

  function show({ backups, backupFolder, job }) {
    button.disabled = job?.state === 'running';
    where.textContent = t('data.backup.where', { folder: backupFolder });
    // Filled only when something changed: who stands on a button stays there.
    const now = JSON.stringify([backups, button.disabled]);
    if (now === shown) return;
    shown = now;
    none.hidden = backups.length > 0;
    fill(list, backups.map(line));
  }

  const line = ({ name, bytes, madeAt }) => h('li', {},
    h('time', { datetime: madeAt }, moment(madeAt)),
    h('code', { class: 'grow' }, name),
    h('span', {}, size(bytes)),
    h('a', { class: 'btn', href: url(`api/v1/backup/${name}`), download: name, 'aria-label': t('data.downloadNamed', { name }) }, t('data.download')),
    h('button', { type: 'button', class: 'btn', disabled: button.disabled, 'aria-label': t('data.restoreNamed', { name }), onclick: () => stage(name) }, t('data.restore.open')),
    h('button', { type: 'button', class: 'btn plain', 'aria-label': t('data.deleteNamed', { name }), onclick: () => ask(name) }, t('data.delete')));

  async function start() {
    await attempt('api/v1/backup', 'POST', start);
  }

  function ask(name) {
    confirmDialog({ title: t('data.deleteTitle'), text: t('data.deleteText', { name }), act: t('data.delete'), run: () => remove(name) });
  }

  async function remove(name) {
    if (!(await attempt(`api/v1/backup/${name}`, 'DELETE', () => remove(name)))) return;
    announce(t('data.deleted'));
    list.focus();
  }

  async function attempt(path, method, again) {
    fill(trouble);
    try {
      await send(path, { method });
      changed();
      return true;
    } catch (e) {
      fill(trouble, problemBox(e, { again }));
      return false;
    }
  }

  return { part, show };
}
