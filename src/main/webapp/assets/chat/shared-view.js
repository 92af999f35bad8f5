// A chat that a colleague shared: to be read, not to be changed.

import { get, Problem } from '../shared/api.js';
import { t } from '../shared/texts.js';
import { Chat } from './chat.js';

const enc = encodeURIComponent;

export class SharedChat extends Chat {
  #share;

  constructor(share) {
    super(null);
    this.#share = share;
  }

  async open() {
    this.state = 'loading';
    this.dispatchEvent(new CustomEvent('state'));
    try {
      this.takeShared(await get(`api/v1/shared/${enc(this.#share)}`));
    } catch (e) {
      this.state = 'failed';
      this.problem = e.kind === 'missing' ? new Problem(e.kind, t('share.gone'), e) : e;
      this.dispatchEvent(new CustomEvent('state'));
    }
  }

  imageAddress = (image) => `api/v1/shared/${enc(this.#share)}/images/${enc(image.id)}`;
}
