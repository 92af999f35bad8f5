// How far a pull is. Pure.

/** Bytes that are there and bytes in all, of the layers that were told so far. @param {Array<{total: number, completed: number}>} layers */
export function sums(layers) {
  return layers.reduce((sum, { total, completed }) => ({ total: sum.total + total, completed: sum.completed + completed }), { total: 0, completed: 0 });
}

/** Whole percent, or null while nothing is known. */
export const percent = ({ total, completed }) => (total > 0 ? Math.min(100, Math.floor((100 * completed) / total)) : null);

/** "sha256:0123456789abcdef…" → "0123456789ab". */
export const shortDigest = (digest) => digest.replace(/^sha256[:-]/, '').slice(0, 12);

export const isOpen = ({ state }) => state === 'waiting' || state === 'running';

/** Milliseconds until the pulls are asked for again. */
export const pause = (pulls) => (pulls.some(isOpen) ? 1000 : 5000);

/** Bytes a second, from what was seen of one pull; looks at the last ten seconds. */
export class Speed {
  #seen = [];

  /** @returns {number|null} null until it can be known */
  at(bytes, now) {
    this.#seen = [...this.#seen.filter((one) => now - one.now <= 10_000), { bytes, now }];
    const first = this.#seen[0];
    return now - first.now < 1500 || bytes <= first.bytes ? null : ((bytes - first.bytes) * 1000) / (now - first.now);
  }
}

/** What a model is, from the lists that Ollama gives. @param {Array<Object>} tags @param {Array<Object>|null} memory */
export function modelsOf(tags, memory) {
  return tags.map((tag) => {
    const name = tag.name ?? tag.model;
    const { parameter_size: parameters = '', quantization_level: quantization = '', family = '', parent_model: parent = '' } = tag.details ?? {};
    const loaded = memory?.filter((one) => (one.name ?? one.model) === name) ?? [];
    return {
      name, parameters, family, parent,
      quantization: quantization === 'unknown' ? '' : quantization,
      size: tag.size ?? 0,
      changed: tag.modified_at ?? null,
      remote: Boolean(tag.remote_host || tag.remote_model),
      loaded: memory === null ? null : loaded.length > 0,
      inMemory: loaded.reduce((sum, one) => sum + (one.size ?? 0), 0),
    };
  }).sort((a, b) => a.name.localeCompare(b.name));
}

/** Whether a model has all words that were typed. */
export function matches(model, capabilities, typed) {
  const text = [model.name, model.family, model.parameters, model.quantization, ...capabilities].join(' ').toLowerCase();
  return typed.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** The backends that have a model, by what each told; one that told nothing counts as not having it. */
export const having = (places, name) => places.filter(({ models }) => models?.includes(name.toLowerCase()));
