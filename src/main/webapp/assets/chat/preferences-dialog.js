// What a person may set for themselves.

import { h } from '../shared/dom.js';
import { openDialog } from '../shared/dialog.js';
import { chooseLanguage, chosenLanguage, LANGUAGES } from '../shared/language.js';
import { t } from '../shared/texts.js';
import { canDictate, canSpeak } from './speech.js';

export function openPreferences(preferences) {
  const languages = h('select', { class: 'in' }, h('option', { value: '' }, t('preferences.browser')), Object.entries(LANGUAGES).map(([name, words]) => h('option', { value: name, lang: name }, words)));
  languages.value = chosenLanguage();
  languages.addEventListener('change', async () => {
    chooseLanguage(languages.value);
    preferences.set('language', languages.value || null);
    await preferences.save();
    location.reload();
  });
  const titles = switchFor('autoTitle', true, preferences);
  const speech = switchFor('speech', false, preferences);
  openDialog({ title: t('preferences.title') },
    h('label', { class: 'stacked' }, h('span', {}, t('preferences.language')), languages),
    h('label', { class: 'check' }, titles, t('preferences.titles')),
    (canSpeak() || canDictate()) && [h('label', { class: 'check' }, speech, t('preferences.speech')), h('p', { class: 'note' }, t('preferences.speechHint'))]);
}

function switchFor(name, unset, preferences) {
  const input = h('input', { type: 'checkbox', onchange: () => preferences.set(name, input.checked) });
  input.checked = preferences.get(name) ?? unset;
  return input;
}
