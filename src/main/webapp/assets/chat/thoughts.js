// Some models write their thoughts into the answer between <think> and </think>, where Ollama does not know them.

const OPEN = '<think>';
const CLOSE = '</think>';

/** @returns {{thinking: string, text: string}} what the model thought and what it answered, also while it is still writing */
export function parts({ text, thinking }) {
  const lead = text.trimStart();
  if (lead !== '' && OPEN.startsWith(lead.slice(0, OPEN.length)) && lead.length < OPEN.length) return { thinking, text: '' };
  if (!lead.startsWith(OPEN)) return { thinking, text };
  const end = lead.indexOf(CLOSE);
  if (end < 0) return { thinking: thinking + lead.slice(OPEN.length).trim(), text: '' };
  return { thinking: thinking + lead.slice(OPEN.length, end).trim(), text: lead.slice(end + CLOSE.length).trimStart() };
}
