import { runAll } from './runner.mjs';
import './stream.test.mjs';
import './markdown.test.mjs';
import './code.test.mjs';
import './hostile.test.mjs';
import './api.test.mjs';
import './tree.test.mjs';
import './writing.test.mjs';
import './texts.test.mjs';
import './snippets.test.mjs';
import './keys.test.mjs';
import './settings.test.mjs';
import './policy.test.mjs';
import './why.test.mjs';
import './help.test.mjs';
import './data.test.mjs';
import './zip.test.mjs';

await runAll();
