// The button of the page for people without a role.

import { byId } from './dom.js';
import { signOut, url } from './api.js';

byId('sign-out').addEventListener('click', async () => {
  try {
    await signOut();
  } finally {
    location.assign(url('login?signedout'));
  }
});
