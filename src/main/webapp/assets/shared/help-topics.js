// Which topic of the Help page explains an error. A topic's name is the id of its section in the documents of app/help/, the same in all languages.

import { url } from './api.js';
import { language } from './language.js';

/** By the kind of a Problem (shared/api.js). */
export const TOPIC_OF_KIND = {
  network: 'cannot-reach-corral',
  session: 'signed-out',
  forbidden: 'not-allowed',
  large: 'too-large',
  busy: 'too-much',
  upstream: 'no-connection',
  unready: 'not-available',
  silent: 'timeouts',
  broken: 'breaks-off',
};

/** By the cause of a diagnosis' finding. */
export const TOPIC_OF_CAUSE = {
  'url': 'server-url',
  'dns': 'names',
  'forbidden-address': 'server-url',
  'nothing-listens': 'nothing-listens',
  'container-loopback': 'containers',
  'firewall': 'firewall',
  'unreachable': 'firewall',
  'slow-address': 'names',
  'tls': 'certificates',
  'tls-expired': 'certificates',
  'tls-ends-soon': 'certificates',
  'tls-not-yet-valid': 'certificates',
  'tls-name': 'certificates',
  'tls-unknown-ca': 'certificates',
  'https-needed': 'server-url',
  'http-needed': 'server-url',
  'silent': 'timeouts',
  'garbage': 'not-ollama',
  'not-ollama': 'not-ollama',
  'proxy-answered': 'not-ollama',
  'proxy-refuses': 'not-ollama',
  'unauthorized': 'not-ollama',
  'tls-client-certificate': 'certificates',
  'ollama-forbids': 'forbidden-by-ollama',
  'no-models': 'no-models',
  'old-version': 'versions',
  'bad-version': 'versions',
  'model-missing': 'no-models',
  'model-memory': 'memory',
  'model-fails': 'memory',
  'slower-than-timeout': 'timeouts',
  'slow': 'timeouts',
  'held-back': 'reverse-proxies',
};

/** The path of the Help page in the reader's language: a document of its own for each, which can be read without scripts. */
export const HELP_PATH = language === 'en' ? 'app/help/' : `app/help/${language}.html`;

/** The address of a topic. */
export const helpUrl = (topic) => url(`${HELP_PATH}#${topic}`);
