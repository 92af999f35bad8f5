// What the arrival of frames tells: whether something holds them back, and which one. Pure.

/** Frames in one piece that are still no lump: a browser takes two together now and then. */
const MOST_TOGETHER = 3;

/**
 * @param {Array<{at: number, frames: number}>} pieces when pieces of the answer came (ms) and how many frames each completed
 * @param {{frames: number, millis: number}} pace as the server sent
 * @returns {{verdict: 'steady'|'lumps'|'atOnce'|'short', frames: number, largest: number, span: number, sent: number}}
 */
export function judge(pieces, { frames, millis }) {
  const full = pieces.filter((piece) => piece.frames > 0);
  const came = full.reduce((sum, piece) => sum + piece.frames, 0);
  const largest = Math.max(0, ...full.map((piece) => piece.frames));
  const span = full.length > 0 ? full.at(-1).at - full[0].at : 0;
  const sent = (frames - 1) * millis;
  const verdict = came < frames ? 'short' : span < sent / 3 ? 'atOnce' : largest > MOST_TOGETHER ? 'lumps' : 'steady';
  return { verdict, frames: came, largest, span, sent };
}

const KINDS = [
  ['nginx', /nginx|openresty|tengine/i],
  ['httpd', /apache(?!-coyote)|httpd/i],
  ['iis', /microsoft-iis|microsoft-httpapi|\barr\b/i],
  ['haproxy', /haproxy/i],
];

/**
 * Which server is in between.
 * @param {{server: ?string, via: ?string, poweredBy: ?string, accel: ?string, encoding: ?string}} headers of the answer, as the browser got them
 * @param {string[]} seen the signs that the server saw in the request
 * @returns {{kind: 'nginx'|'httpd'|'iis'|'haproxy'|'other'|'none', signs: string[], compressed: boolean}} Corral itself compresses nothing
 */
export function suspect({ server, via, poweredBy, accel, encoding }, seen) {
  const swallowed = accel === null;
  const signs = [
    server && `Server: ${server}`,
    via && `Via: ${via}`,
    poweredBy && `X-Powered-By: ${poweredBy}`,
    encoding && `Content-Encoding: ${encoding}`,
    ...seen,
    swallowed && 'X-Accel-Buffering −',
  ].filter(Boolean);
  const words = `${server ?? ''} ${via ?? ''} ${poweredBy ?? ''} ${seen.includes('X-ARR-LOG-ID') ? 'ARR' : ''}`;
  const named = KINDS.find(([, pattern]) => pattern.test(words))?.[0];
  // Only nginx takes that header out of an answer.
  return { kind: named ?? (swallowed ? 'nginx' : signs.length > 0 ? 'other' : 'none'), signs, compressed: Boolean(encoding) };
}
