// What offline mode blocks, and how a model comes in all the same.

import { h } from '../shared/dom.js';
import { url } from '../shared/api.js';
import { codeBox } from '../shared/code-box.js';
import { t } from '../shared/texts.js';

export function offlineHelp() {
  const commands = `export OLLAMA_HOST='${url('k/')}${t('connect.placeholder')}'
echo 'FROM ./model.gguf' > Modelfile
ollama create my-model -f Modelfile`;
  return h('details', { class: 'history' }, h('summary', {}, t('offline.blocks')),
    h('p', {}, t('offline.list')), h('p', {}, t('offline.in')), codeBox(t('offline.label'), commands, t('offline.code')));
}
