// What the server says, by the codes of its sentences (shared/said.js). Loaded when it says something. English is what the server itself sends.

import { DIAGNOSIS } from './diagnosis.js';
import { POLICY } from './policy.js';
import { PROBLEMS } from './problems.js';
import { SETTINGS } from './settings.js';
import { START } from './start.js';
import { VALUES } from './values.js';

export const SAID = { ...DIAGNOSIS, ...POLICY, ...PROBLEMS, ...SETTINGS, ...START, ...VALUES };
