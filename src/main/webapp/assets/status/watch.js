// Tells how Corral is, again and again, as long as a part of the page is shown.

import { get, Problem } from '../shared/api.js';

const EVERY = 3000;

/**
 * @param {HTMLElement} part nothing is asked while it is not on the page or the page not seen
 * @param {(status: Object) => void} tell
 */
export function watchStatus(part, tell) {
  async function ask() {
    if (part.isConnected && document.visibilityState === 'visible') {
      try {
        tell(await get('api/v1/status'));
      } catch (e) {
        // What was shown last stays; whatever the reader does next says what is wrong.
        if (!(e instanceof Problem)) throw e;
      }
    }
    setTimeout(ask, EVERY);
  }
  setTimeout(ask, 0);
}
