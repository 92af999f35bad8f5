// Saves a listing as a file of its kind.

import { h } from '../dom.js';

const KINDS = {
  javascript: 'js', typescript: 'ts', python: 'py', bash: 'sh', shell: 'sh', zsh: 'sh', console: 'txt', rust: 'rs', ruby: 'rb', kotlin: 'kt', csharp: 'cs', 'c#': 'cs', 'c++': 'cpp', golang: 'go',
  markdown: 'md', text: 'txt', plaintext: 'txt', powershell: 'ps1', perl: 'pl', haskell: 'hs', elixir: 'ex', julia: 'jl', latex: 'tex', mermaid: 'mmd', postgresql: 'sql', mysql: 'sql', terraform: 'tf',
};
const WHOLE = { dockerfile: 'Dockerfile', docker: 'Dockerfile', makefile: 'Makefile', make: 'Makefile' };

/** The name of a file for a listing in this language. */
export function fileName(lang) {
  const name = lang.toLowerCase();
  if (WHOLE[name]) return WHOLE[name];
  return `code.${KINDS[name] ?? (/^[a-z0-9]{1,10}$/.test(name) ? name : 'txt')}`;
}

/** Lets the browser save the text; nothing is sent anywhere. */
export function download(name, text, type = 'text/plain') {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = h('a', { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
