// Models that are made: from a GGUF file of this computer, or from another model by a Modelfile.

import { fill, h } from '../shared/dom.js';
import { announce } from '../shared/announce.js';
import { Problem, send, upload } from '../shared/api.js';
import { size } from '../shared/format.js';
import { problemBox } from '../shared/problem-box.js';
import { Lines } from '../shared/stream.js';
import { t } from '../shared/texts.js';
import { BadModelfile, requestOf } from './modelfile.js';
import { Sha256 } from './sha256.js';
import { backendChoice } from './where.js';

const SLICE = 2 * 1024 * 1024;
const EXAMPLE = 'FROM gemma3\nPARAMETER temperature 0.3\nSYSTEM """Answer in one sentence."""';

/** @param {{made: () => void}} parts */
export function makeView({ made }) {
  return h('section', { class: 'card', 'aria-labelledby': 'make' }, h('h2', { id: 'make' }, t('modelsPage.make.title')),
    h('details', { class: 'make' }, h('summary', {}, t('modelsPage.gguf.title')), ggufForm(made)),
    h('details', { class: 'make' }, h('summary', {}, t('modelsPage.modelfile.title')), modelfileForm(made)));
}

function ggufForm(made) {
  const checksum = h('p', { class: 'note', hidden: true });
  const known = { file: null, digest: null };
  const file = h('input', { type: 'file', class: 'in', id: 'gguf-file', required: true, onchange: () => {
    const [chosen] = file.files;
    if (chosen && form.name.value === '') form.name.value = chosen.name.replace(/\.gguf$/i, '').toLowerCase().replace(/[^a-z0-9._-]+/g, '-');
  } });
  const form = makeForm({ id: 'gguf', made, more: [checksum],
    fields: [h('div', { class: 'form-row' }, h('label', { for: 'gguf-file' }, t('modelsPage.gguf.file')), file, h('small', {}, t('modelsPage.gguf.note')))],
    /** What is there already is not sent again: the same once more goes on where it broke. */
    run: async (work) => {
      const [chosen] = file.files;
      const digest = known.file === chosen ? known.digest : await digestOf(chosen, work);
      Object.assign(known, { file: chosen, digest });
      checksum.hidden = false;
      fill(checksum, 'SHA-256: ', h('code', {}, digest));
      const path = `ollama/api/blobs/sha256:${digest}`;
      if (!(await isThere(path, work))) {
        await upload(path, { body: chosen, headers: work.headers, signal: work.signal, progress: (bytes) => work.tell(t('modelsPage.gguf.sending'), bytes, chosen.size) });
      }
      await create({ files: { [chosen.name]: `sha256:${digest}` } }, work);
    } });
  return form.el;
}

async function digestOf(file, work) {
  if (new TextDecoder().decode(await file.slice(0, 4).arrayBuffer()) !== 'GGUF') throw new Problem('other', t('modelsPage.gguf.none'));
  const sum = new Sha256();
  for (let at = 0; at < file.size; at += SLICE) {
    work.signal.throwIfAborted();
    work.tell(t('modelsPage.gguf.summing'), at, file.size);
    sum.push(new Uint8Array(await file.slice(at, at + SLICE).arrayBuffer()));
  }
  return sum.hex();
}

async function isThere(path, { headers, signal }) {
  try {
    await send(path, { method: 'HEAD', headers, signal });
    return true;
  } catch (e) {
    if (e instanceof Problem && e.kind === 'missing') return false;
    throw e;
  }
}

function modelfileForm(made) {
  const text = h('textarea', { class: 'in mono', id: 'modelfile-text', rows: 8, spellcheck: 'false', required: true }, EXAMPLE);
  return makeForm({ id: 'modelfile', made,
    fields: [h('div', { class: 'form-row' }, h('label', { for: 'modelfile-text' }, t('modelsPage.modelfile.text')), text, h('small', {}, t('modelsPage.modelfile.note')))],
    run: (work) => create(requestOf(text.value), work) }).el;
}

/** Asks Ollama to make the model and follows what it tells. */
async function create(request, work) {
  work.tell(t('modelsPage.make.creating'), 0, 0);
  const response = await send('ollama/api/create', { method: 'POST', json: { ...request, model: work.model, stream: true }, headers: work.headers, signal: work.signal });
  const lines = new Lines();
  const reader = response.body.getReader();
  let last = {};
  const take = (line) => {
    last = JSON.parse(line);
    if (last.error) throw new Problem('other', last.error);
    work.tell(last.status ?? '', last.completed ?? 0, last.total ?? 0);
  };
  for (;;) {
    const { done, value } = await reader.read();
    (done ? lines.end() : lines.push(value)).forEach(take);
    if (done) break;
  }
  if (last.status !== 'success') throw new Problem('broken', t('modelsPage.make.broken'));
}

/** A form whose work shows how far it is, can be stopped, and can be done again after it broke. */
function makeForm({ id, fields, more = [], run, made }) {
  const name = h('input', { class: 'in', id: `${id}-name`, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', required: true });
  const where = backendChoice({ id: `${id}-where`, first: t('modelsPage.where.first') });
  const bar = h('progress', { 'aria-label': t('modelsPage.make.progress') });
  const words = h('p', { class: 'note' });
  const stop = h('button', { type: 'button', class: 'btn', onclick: () => stopper?.abort() }, t('cancel'));
  const going = h('div', { class: 'make-going', hidden: true }, bar, words, stop);
  const trouble = h('div', { role: 'alert' });
  const button = h('button', { type: 'submit', class: 'btn primary' }, t('modelsPage.make.do'));
  const el = h('form', { class: 'form', onsubmit: (event) => {
    event.preventDefault();
    begin();
  } }, fields, h('div', { class: 'form-row' }, h('label', { for: `${id}-name` }, t('modelsPage.make.name')), name), where.part, more, going, trouble, h('div', {}, button));
  let stopper = null;
  const stay = (event) => event.preventDefault();

  function tell(what, done, total) {
    if (total > 0) Object.assign(bar, { max: total, value: done });
    else bar.removeAttribute('value');
    words.textContent = total > 0 ? `${what} ${t('modelsPage.ofSize', { done: size(done), total: size(total) })}` : what;
  }

  async function begin() {
    if (stopper) return;
    stopper = new AbortController();
    const { signal } = stopper;
    const backend = where.value();
    const model = name.value.trim();
    fill(trouble);
    going.hidden = false;
    button.disabled = true;
    addEventListener('beforeunload', stay);
    try {
      await run({ model, headers: backend === null ? {} : { 'X-Corral-Backend': backend }, signal, tell });
      announce(t('modelsPage.told.done', { model }));
      fill(trouble, h('p', { class: 'note' }, t('modelsPage.told.done', { model })));
      made();
    } catch (e) {
      if (!signal.aborted) showTrouble(e);
    } finally {
      removeEventListener('beforeunload', stay);
      stopper = null;
      going.hidden = true;
      button.disabled = false;
      if (document.activeElement === document.body) button.focus();
    }
  }

  function showTrouble(e) {
    if (e instanceof BadModelfile) fill(trouble, h('div', { class: 'problem' }, h('b', {}, t('modelsPage.modelfile.line', { line: e.line })), h('p', {}, t(`modelsPage.modelfile.bad.${e.why}`, { word: e.word }))));
    else if (e instanceof Problem) fill(trouble, problemBox(e, { title: t('modelsPage.make.failed'), again: ['forbidden', 'other'].includes(e.kind) ? null : begin, label: t('modelsPage.make.again') }));
    // The file was changed or taken away meanwhile.
    else if (e instanceof DOMException) fill(trouble, problemBox(new Problem('other', t('modelsPage.gguf.unreadable')), { title: t('modelsPage.make.failed') }));
    else throw e;
  }

  return { el, name };
}
