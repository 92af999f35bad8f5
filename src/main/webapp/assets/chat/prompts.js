// The prompt library: one's own and what colleagues share.

import { fill, h } from '../shared/dom.js';
import { get, write } from '../shared/api.js';
import { openDialog } from '../shared/dialog.js';
import { problemBox } from '../shared/problem-box.js';
import { t } from '../shared/texts.js';

/** The prompts that this person may use. */
export class Prompts {
  all = [];

  async load() {
    const { items } = await get('api/v1/prompts?limit=200');
    this.all = items.sort((a, b) => Number(b.mine) - Number(a.mine) || a.name.localeCompare(b.name));
  }

  async save(prompt, what) {
    if (prompt) await write('PATCH', `api/v1/prompts/${encodeURIComponent(prompt.id)}`, { version: prompt.version, ...what });
    else await write('POST', 'api/v1/prompts', what);
    await this.load();
  }

  async remove(prompt) {
    await write('DELETE', `api/v1/prompts/${encodeURIComponent(prompt.id)}`);
    await this.load();
  }
}

/** A dialog to see, make, change and remove prompts. */
export function openPrompts(prompts) {
  const list = h('div', { class: 'library' });
  const trouble = h('div', {});
  const dialog = openDialog({ title: t('prompts.title'), className: 'wide' }, h('p', { class: 'note' }, t('prompts.text')), trouble, list,
    h('div', { class: 'dialog-acts' }, h('button', { type: 'button', class: 'btn primary', onclick: () => edit(null) }, t('prompts.new'))));
  attempt(() => prompts.load());

  async function attempt(run) {
    try {
      await run();
      fill(trouble);
      show();
    } catch (e) {
      fill(trouble, problemBox(e, { again: () => attempt(run) }));
    }
  }

  function show() {
    fill(list, prompts.all.length === 0 ? h('p', { class: 'note' }, t('prompts.none')) : prompts.all.map((prompt) => h('div', { class: 'library-one' },
      h('div', { class: 'grow' }, h('b', {}, h('bdi', {}, `/${prompt.name}`)), h('small', {}, prompt.mine ? (prompt.shared ? t('prompts.sharedByMe') : '') : t('prompts.by', { name: prompt.owner })),
        h('p', { dir: 'auto' }, prompt.text.slice(0, 160))),
      prompt.mine && h('button', { type: 'button', class: 'btn plain', 'aria-label': t('prompts.edit', { name: prompt.name }), onclick: () => edit(prompt) }, t('turn.edit')),
      prompt.mine && h('button', { type: 'button', class: 'btn plain', 'aria-label': t('prompts.remove', { name: prompt.name }), onclick: () => attempt(() => prompts.remove(prompt)) }, t('remove.do')))));
  }

  function edit(prompt) {
    const name = h('input', { class: 'in', required: true, maxlength: '60', pattern: '[^\\s\\/]+', value: prompt?.name ?? '', autofocus: true });
    const text = h('textarea', { class: 'in', rows: '8', required: true, dir: 'auto', value: prompt?.text ?? '' });
    const shared = h('input', { type: 'checkbox' });
    shared.checked = prompt?.shared ?? false;
    const told = h('div', {});
    const form = h('form', { onsubmit: async (event) => {
      event.preventDefault();
      try {
        await prompts.save(prompt, { name: name.value.trim(), text: text.value, shared: shared.checked });
        box.close();
        show();
      } catch (e) {
        fill(told, problemBox(e));
      }
    } },
      h('label', { class: 'stacked' }, h('span', {}, t('prompts.name')), name, h('small', {}, t('prompts.nameHint'))),
      h('label', { class: 'stacked' }, h('span', {}, t('prompts.body')), text, h('small', {}, t('prompts.bodyHint'))),
      h('label', { class: 'check' }, shared, t('prompts.share')), told,
      h('div', { class: 'dialog-acts' }, h('button', { type: 'button', class: 'btn', onclick: () => box.close() }, t('cancel')), h('button', { type: 'submit', class: 'btn primary' }, t('save'))));
    const box = openDialog({ title: prompt ? t('prompts.edit', { name: prompt.name }) : t('prompts.new'), className: 'wide' }, form);
  }

  return dialog;
}
