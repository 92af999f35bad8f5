// A test runner in a few lines: tests run in the browser, one after the other; the outcome stands in the document.

const SLOW = 500;
const tests = [];
const refused = [];

/** What the page's policy refuses would not work in the real page, and nothing is ever loaded from elsewhere. */
addEventListener('securitypolicyviolation', (event) => refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));

export function test(name, body) {
  tests.push({ name, body });
}

export function equal(actual, expected, what = '') {
  const a = JSON.stringify(actual);
  const e = JSON.stringify(expected);
  if (a !== e) throw new Error(`${what ? `${what}: ` : ''}expected ${e}, but was ${a}`);
}

export function check(condition, what) {
  if (!condition) throw new Error(`not so: ${what}`);
}

export async function throws(body, what = 'an exception') {
  try {
    await body();
  } catch (e) {
    return e;
  }
  throw new Error(`expected ${what}, but nothing was thrown`);
}

/** Seeded, so that a failure can be repeated: mulberry32. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let n = Math.imul(state ^ (state >>> 15), state | 1);
    n ^= n + Math.imul(n ^ (n >>> 7), n | 61);
    return ((n ^ (n >>> 14)) >>> 0) / 4294967296;
  };
}

/** Runs all; `data-result` of the root element becomes passed or failed, the report names each failure. */
export async function runAll() {
  const report = document.getElementById('report');
  let failed = 0;
  for (const { name, body } of tests) {
    document.documentElement.dataset.running = name;
    await new Promise((later) => setTimeout(later));
    const began = performance.now();
    try {
      await body();
    } catch (e) {
      failed++;
      report.append(`FAILED ${name}\n  ${e.stack ?? e}\n`);
    }
    const took = performance.now() - began;
    if (took > SLOW) report.append(`slow ${name}: ${Math.round(took)} ms\n`);
  }
  const strange = performance.getEntriesByType('resource').map((one) => one.name).filter((name) => !name.startsWith(location.origin));
  for (const one of [...refused, ...strange]) {
    failed++;
    report.append(`FAILED the policy: ${one}\n`);
  }
  report.append(`${tests.length} tests, ${failed} failed\n`);
  document.documentElement.dataset.result = failed === 0 && tests.length > 0 ? 'passed' : 'failed';
}
