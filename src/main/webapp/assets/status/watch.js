// Tells how Corral is, once a second, as long as a part of the page is shown.

import { Problem, send } from '../shared/api.js';
import { serverEvents } from '../shared/stream.js';
import { known, t } from '../shared/texts.js';

const LOOK = 500;
const AGAIN = 3000;

/** Why a backend is not healthy, in words. */
export const reasonWords = (reason) => (known(`status.reason.${reason}`) ? t(`status.reason.${reason}`) : reason);

/**
 * @param {HTMLElement} part nothing is asked while it is not on the page or the page not seen
 * @param {(status: Object) => void} tell
 * @param {(problem: Problem|null) => void} [trouble] told when the status does not come, and with null when it does again
 */
export function watchStatus(part, tell, trouble = () => {}) {
  const shown = () => part.isConnected && document.visibilityState === 'visible';

  async function read() {
    const stop = new AbortController();
    const looking = setInterval(() => !shown() && stop.abort(), LOOK);
    try {
      const response = await send('api/v1/status/events', { signal: stop.signal });
      for await (const { event, data } of serverEvents(response.body)) {
        if (event !== 'status') continue;
        trouble(null);
        tell(JSON.parse(data));
      }
    } catch (e) {
      if (stop.signal.aborted) return;
      // A stream that breaks comes back by itself; what the server refuses is told.
      if (e instanceof Problem) trouble(e);
    } finally {
      clearInterval(looking);
    }
  }

  async function run() {
    if (!shown()) return setTimeout(run, LOOK);
    await read();
    return setTimeout(run, shown() ? AGAIN : LOOK);
  }

  setTimeout(run, 0);
}
