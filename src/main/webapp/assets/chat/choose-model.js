// A dialog that asks for one model.

import { h } from '../shared/dom.js';
import { openDialog } from '../shared/dialog.js';
import { t } from '../shared/texts.js';

export function chooseModel(catalogue, title, current, run) {
  const dialog = openDialog({ title }, h('div', { class: 'choices' }, catalogue.chatting().map(({ name, details }) =>
    h('button', { type: 'button', class: 'entry', autofocus: name === current, 'aria-pressed': String(name === current), onclick: () => {
      dialog.close();
      run(name);
    } }, h('span', {}, name), h('small', {}, details.join(' · '))))));
}
