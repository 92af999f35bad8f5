// What is attached to the question that is being written.

import { fill, h, icon, icons } from '../shared/dom.js';
import { size } from '../shared/format.js';
import { t } from '../shared/texts.js';

export function attachments({ draft, removed }) {
  const el = h('div', { class: 'held', hidden: true });
  let key = null;

  function update() {
    const { files, images } = draft();
    const now = JSON.stringify([files.map((one) => [one.name, one.text.length]), images.map((one) => [one.name, one.data.length])]);
    if (now === key) return;
    key = now;
    el.hidden = files.length + images.length === 0;
    fill(el, images.map((image, i) => chip(image, images, i, h('img', { src: `data:${image.type};base64,${image.data}`, alt: '' }))),
      files.map((file, i) => chip(file, files, i, null, size(file.text.length))));
  }

  function chip(one, list, i, picture, more) {
    return h('span', { class: 'held-one' }, picture, h('bdi', {}, one.name), more && h('small', {}, more),
      h('button', { type: 'button', class: 'btn plain', 'aria-label': t('attach.remove', { name: one.name }), onclick: () => {
        list.splice(i, 1);
        removed();
      } }, icon(icons.close)));
  }

  return { el, update };
}
