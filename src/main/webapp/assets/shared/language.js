// The language of the page: the one that was chosen, else the first of the browser's that there is, else English.

const KEY = 'corral.language';

/** By the names of the folders in texts/, as their speakers call them. */
export const LANGUAGES = { en: 'English' };

/** The one in use; it holds until the page is loaded again. */
export const language = pick();

/** What was chosen, or '' for the browser's own. */
export function chosenLanguage() {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

/** Keeps the choice for the next load of the page. */
export function chooseLanguage(name) {
  try {
    if (name === '') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, name);
  } catch {
    // Where storage is forbidden, the browser's language stays.
  }
}

function pick() {
  const wanted = [chosenLanguage(), ...navigator.languages.flatMap((one) => [one, one.split('-')[0]])];
  return wanted.find((one) => Object.hasOwn(LANGUAGES, one)) ?? 'en';
}
