// Which addresses of an answer may be followed, and what the reader is told about where they lead.

const SCHEMES = ['http:', 'https:', 'mailto:'];

/**
 * @returns {{href: string, host: string} | null} null when the address is no whole http, https or mailto address, or hides its host
 *     behind a user name
 */
export function safeTarget(address) {
  let target;
  try {
    target = new URL(address);
  } catch {
    return null;
  }
  if (!SCHEMES.includes(target.protocol) || target.username !== '' || target.password !== '') return null;
  return { href: target.href, host: target.protocol === 'mailto:' ? target.pathname : target.host };
}

/** Whether the words of a link already say where it leads. */
export function saysHost(words, target) {
  if (words === target.host) return true;
  return safeTarget(words)?.host === target.host;
}
