// Numbers, sizes and times as people in their language read them.

const LANGUAGE = document.documentElement.lang || 'en';
const whole = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 1 });

/** 4.21 → "4.2", 41.3 → "41". */
export const number = (value) => (value < 10 ? tenth : whole).format(value);

/** Milliseconds → "0.4 s", "12 s", "2 min 5 s". */
export function duration(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return `${number(seconds < 10 ? seconds : Math.round(seconds))} s`;
  const minutes = Math.floor(seconds / 60);
  return `${whole.format(minutes)} min ${whole.format(Math.floor(seconds % 60))} s`;
}

/** Bytes → "4.7 GB" (as Ollama counts: powers of ten). */
export function size(bytes) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${number(value)} ${units[unit]}`;
}
