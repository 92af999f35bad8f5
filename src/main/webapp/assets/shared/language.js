// The language of the page: the one that was chosen, else the one that administrators have set, else the first of the browser's that there is, else English.

const KEY = 'corral.language';
const PRESET = 'corral.language.preset';

/** By the names of the folders in texts/, as their speakers call them. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español', zh: '中文' };

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

/**
 * Takes up what administrators have set for people who have chosen no language.
 * @param {string} name the language, or auto for the browser's own
 * @returns {boolean} whether the page must be loaded again to be in it
 */
export function presetLanguage(name) {
  try {
    localStorage.setItem(PRESET, name);
    return localStorage.getItem(PRESET) === name && pick() !== language;
  } catch {
    return false;
  }
}

function preset() {
  try {
    return localStorage.getItem(PRESET);
  } catch {
    return null;
  }
}

function pick() {
  const wanted = [chosenLanguage(), preset(), ...navigator.languages.flatMap((one) => [one, one.split('-')[0]])];
  return wanted.find((one) => Object.hasOwn(LANGUAGES, one)) ?? 'en';
}
