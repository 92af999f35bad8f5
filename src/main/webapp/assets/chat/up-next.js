// Questions that are asked when the answer before has come.

import { fill, h, icon, icons } from '../shared/dom.js';
import { t } from '../shared/texts.js';

export function upNext({ draft, changed, edit, ask }) {
  const el = h('div', { class: 'up-next', hidden: true });

  function update(running) {
    const { next } = draft();
    el.hidden = next.length === 0;
    fill(el, next.map((question, i) => h('div', { class: 'next-one' },
      h('small', {}, t('next.label')), h('bdi', { class: 'grow' }, question.content || question.files[0]?.name || t('image.title')),
      !running && i === 0 && h('button', { type: 'button', class: 'btn', onclick: ask }, t('next.now')),
      h('button', { type: 'button', class: 'btn plain', onclick: () => edit(i) }, t('turn.edit')),
      h('button', { type: 'button', class: 'btn plain', 'aria-label': t('next.remove'), onclick: () => {
        next.splice(i, 1);
        changed();
      } }, icon(icons.close)))));
  }

  return { el, update };
}
