// A chat that a colleague shared: to be read, not to be changed.

import { get } from '../shared/api.js';
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
      this.problem = e;
      this.dispatchEvent(new CustomEvent('state'));
    }
  }

  imageAddress = (image) => `api/v1/shared/${enc(this.#share)}/images/${enc(image.id)}`;
}
