// Numbers, sizes and times as people in their language read them.

import { language as LANGUAGE } from './language.js';

const whole = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 1 });

/** 4.21 → "4.2", 41.3 → "41". */
export const number = (value) => (value < 10 ? tenth : whole).format(value);

const part = new Intl.NumberFormat(LANGUAGE, { style: 'percent', maximumFractionDigits: 1 });

/** 0.421 → "42.1%". */
export const percent = (value) => part.format(value);

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

const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' });
const dayFormat = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium' });
const momentFormat = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeStyle: 'short' });
const SPANS = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];

/** A time → "25 Nov 2026" where the reader is. */
export const day = (time) => dayFormat.format(new Date(time));
export const moment = (time) => momentFormat.format(new Date(time));

/** A time → "2 minutes ago", "in 3 days". */
export function ago(time, now = Date.now()) {
  const seconds = Math.round((new Date(time) - now) / 1000);
  const [unit, length] = SPANS.find(([, one]) => Math.abs(seconds) >= one) ?? SPANS.at(-1);
  return relative.format(Math.round(seconds / length), unit);
}

/** Seconds → "7 days", "12 hours", in the largest unit that fits without a rest. */
export function span(seconds) {
  const [unit, length] = SPANS.find(([, one]) => seconds >= one && seconds % one === 0) ?? SPANS.at(-1);
  return new Intl.NumberFormat(LANGUAGE, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / length);
}
