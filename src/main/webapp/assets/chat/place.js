// Which chat the address names. A login in between loses that part of the address, so the tab remembers it.

const KEY = 'corral.open';

/** @returns {{chat: string|null, message: string|null, shared: string|null}} */
export function wanted(hash = location.hash) {
  const [, kind, id, message = null] = /^#(chat|shared)\/([^/]+)(?:\/([^/]+))?$/.exec(hash) ?? [];
  return { chat: kind === 'chat' ? decodeURIComponent(id) : null, message: kind === 'chat' && message ? decodeURIComponent(message) : null, shared: kind === 'shared' ? decodeURIComponent(id) : null };
}

export function remember(chat) {
  try {
    if (chat === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, chat);
  } catch {
    // The page starts with a new chat then.
  }
}

export function remembered() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
