// The pages beside the chat.

import { url } from './api.js';
import { HELP_PATH } from './help-topics.js';
import { t } from './texts.js';

/** @returns {Array<{path: string, words: string}>} those that this person may open */
export const otherPages = (me) => [
  { path: 'app/models/', words: t('me.models') },
  { path: 'app/account/', words: t('me.account') },
  me.roles?.includes('admin') && { path: 'app/settings/', words: t('me.settings') },
  { path: HELP_PATH, words: t('me.help') },
].filter(Boolean);

export const openPage = (path) => location.assign(url(path));
