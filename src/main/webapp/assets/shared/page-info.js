// What administrators have set for everybody's page: its name, a notice, how a new chat begins, the language.

import { get } from './api.js';
import { h } from './dom.js';
import { presetLanguage } from './language.js';
import { t } from './texts.js';

const SEEN = 'corral.notice';

/** Asks for it, and loads the page again if the language that is set needs it. */
export async function pageInfo() {
  const info = await get('api/v1/page');
  if (presetLanguage(info.language)) location.reload();
  return info;
}

/**
 * The strip with the notice, which a person can put away until there is another one.
 * @param {{notice: string|null}} info
 * @returns {HTMLElement|null}
 */
export function noticeStrip({ notice }) {
  if (!notice || seen() === notice) return null;
  const strip = h('aside', { class: 'strip', 'aria-label': t('notice.label') },
    h('p', {}, notice),
    h('button', { type: 'button', class: 'btn plain', 'aria-label': t('notice.dismiss'), onclick: () => {
      see(notice);
      strip.remove();
    } }, '✕'));
  return strip;
}

function seen() {
  try {
    return localStorage.getItem(SEEN);
  } catch {
    return null;
  }
}

function see(notice) {
  try {
    localStorage.setItem(SEEN, notice);
  } catch {
    // It comes again where storage is forbidden.
  }
}
