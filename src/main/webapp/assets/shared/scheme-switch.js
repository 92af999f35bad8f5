// Light, dark, or as the system has it. scheme.js applies the choice before the page is painted.

const KEY = 'corral.scheme';
export const SCHEMES = ['system', 'light', 'dark'];

export function scheme() {
  return document.documentElement.dataset.scheme ?? 'system';
}

export function setScheme(choice) {
  if (choice === 'system') delete document.documentElement.dataset.scheme;
  else document.documentElement.dataset.scheme = choice;
  try {
    if (choice === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // Not kept where storage is forbidden; it holds for this page.
  }
}
