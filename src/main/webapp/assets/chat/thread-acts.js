// What can be done with a message of the conversation. What goes wrong is shown above the question box, with a way to try again.

import { send } from '../shared/api.js';
import { confirmDialog } from '../shared/dialog.js';
import { t } from '../shared/texts.js';
import { base64 } from './attach.js';
import { newId } from './chat.js';
import { chooseModel } from './choose-model.js';
import { canSpeak, hush, isSpeaking, speak } from './speech.js';

/**
 * @param {{chat: () => Object, catalogue: Object, failed: (problem: Object, again: () => void) => void, opened: (id: string) => void, preferences: Object}} parts
 */
export function threadActs({ chat, catalogue, failed, opened, preferences }) {
  const attempt = async (run) => {
    try {
      await run();
    } catch (e) {
      failed(e, () => attempt(run));
    }
  };
  const again = (message, models) => attempt(() => chat().again(message, models));

  /** The pictures of a question, to be asked again with other words. */
  async function picturesOf({ images }) {
    if (!images?.length) return undefined;
    return Promise.all(images.map(async (image) => {
      const response = await send(chat().imageAddress(image));
      return { type: image.type, data: base64(new Uint8Array(await response.arrayBuffer())) };
    }));
  }

  return {
    again: (message) => again(message, undefined),
    againWith: (message) => chooseModel(catalogue, t('turn.againTitle'), message.model, (model) => again(message, [model])),
    resume: (message) => attempt(() => chat().resume(message)),
    stop: (message) => attempt(() => chat().stop(message)),
    choose: (message) => chat().choose(message),
    edit: (message, content, version) => chat().edit(message, content, version),
    branch: async (message, content) => chat().ask({
      parent: message.parent, content, images: await picturesOf(message), files: message.files, models: [catalogue.forChat(chat())], clientId: newId(),
    }),
    fork: (message) => attempt(async () => opened((await chat().fork(message)).id)),
    remove: (message) => confirmDialog({
      title: t('turn.removeTitle'), text: t('turn.removeText'), act: t('remove.do'), run: () => attempt(() => chat().removeMessage(message)),
    }),
    logprobs: (message) => attempt(async () => {
      const { openLogprobs } = await import('./logprobs.js');
      openLogprobs(chat().logprobsAddress(message));
    }),
    canSpeak: () => preferences.get('speech') === true && canSpeak(),
    speak,
    isSpeaking,
    hush,
  };
}
