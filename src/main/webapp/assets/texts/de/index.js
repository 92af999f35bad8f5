// German. The keys and {holes} are those of English; a test holds that.

import { ABOUT } from './about.js';
import { ACCOUNT } from './account.js';
import { BACKENDS } from './backends.js';
import { CHAT } from './chat.js';
import { DATA } from './data.js';
import { DIAGNOSIS } from './diagnosis.js';
import { HELP } from './help.js';
import { MODELS } from './models.js';
import { PAGE } from './page.js';
import { POLICY } from './policy.js';
import { SETTINGS } from './settings.js';
import { STATUS } from './status.js';

export const TEXTS = { ...ABOUT, ...ACCOUNT, ...BACKENDS, ...CHAT, ...DATA, ...DIAGNOSIS, ...HELP, ...MODELS, ...PAGE, ...POLICY, ...SETTINGS, ...STATUS };
