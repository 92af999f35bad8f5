// ollama for JavaScript.
import { readFileSync } from 'node:fs';
import { Ollama } from 'ollama';
import * as c from './checks.mjs';

const { version } = JSON.parse(readFileSync(new URL(import.meta.resolve('ollama')).pathname.replace(/dist\/.*/, 'package.json')));
const NAME = `ollama-js ${version}`;
const options = { num_predict: c.words, temperature: 0, seed: 1 };
const messages = [{ role: 'user', content: 'Why is the sky blue?' }];
const ask = { model: c.chatModel, messages, options };
const bearer = (key) => ({ Authorization: `Bearer ${key}` });

function whole(parts) {
    c.need(parts.length > 1, `${parts.length} chunks`);
    c.need(parts.at(-1).done && parts.at(-1).eval_count, 'the last chunk is not done');
    c.need(!parts.slice(0, -1).some((p) => p.done), 'a chunk before the last is done');
    return `${parts.length} chunks`;
}

async function use(client, how) {
    const run = (operation, action) => c.check(NAME, how, operation, action);
    await run('list', async () => {
        const { models } = await client.list();
        c.need(models.some((m) => m.name.split(':')[0] === c.chatModel), `${c.chatModel} is not listed`);
        return `${models.length} models`;
    });
    await run('ps', async () => `${(await client.ps()).models.length} loaded`);
    await run('show', async () => c.need((await client.show({ model: c.chatModel })).details, 'no details'));
    await run('chat', async () => c.need((await client.chat(ask)).done, 'not done'));
    await run('chat stream', async () => whole(await c.all(await client.chat({ ...ask, stream: true }))));
    await run('generate stream', async () =>
        whole(await c.all(await client.generate({ model: c.chatModel, prompt: 'Once', options, stream: true }))));
    await run('embed', async () => {
        const { embeddings } = await client.embed({ model: c.embedModel, input: ['one', 'two'] });
        c.need(embeddings.length === 2 && embeddings[0].length > 0, 'no vectors');
        return `2 × ${embeddings[0].length}`;
    });
    await run('abort', async () => {
        const stream = await client.chat({ ...ask, options: { ...options, num_predict: 400 }, stream: true });
        let problem;
        try {
            for await (const _ of stream) stream.abort();
        } catch (error) {
            problem = error;
        }
        c.need(problem?.name === 'AbortError', `ended with ${problem}`);
    });
}

async function manage(client, how) {
    const [made, copied] = ['corral-check-js', 'corral-check-js2'];
    const run = (operation, action) => c.check(NAME, how, operation, action);
    await run('create', async () => {
        const steps = await c.all(await client.create({ model: made, from: c.embedModel, system: 'Short.', stream: true }));
        c.need(steps.at(-1).status === 'success', JSON.stringify(steps.at(-1)));
    });
    await run('copy', () => client.copy({ source: made, destination: copied }).then((a) => c.need(a.status === 'success', 'no')));
    await run('delete', async () => {
        for (const model of [made, copied]) c.need((await client.delete({ model })).status === 'success', model);
        c.need(!(await client.list()).models.some((m) => m.name.startsWith(made)), 'still listed');
    });
}

const host = `${c.base}/ollama`;
const ways = {
    Basic: { host, headers: { Authorization: c.basic(c.user) } },
    Bearer: { host, headers: bearer(c.userKey) },
    'x-api-key': { host, headers: { 'x-api-key': c.userKey } },
    'path key': { host: `${c.base}/k/${c.userPathKey}` },
};
const admins = {
    Basic: { host, headers: { Authorization: c.basic(c.admin) } },
    Bearer: { host, headers: bearer(c.adminKey) },
    'path key': { host: `${c.base}/k/${c.adminPathKey}` },
};
for (const [how, where] of Object.entries(ways)) await use(new Ollama(where), how);
for (const [how, where] of Object.entries(admins)) await manage(new Ollama(where), `${how} (admin)`);

const status = (problem) => problem.status_code;
const user = new Ollama(ways.Bearer);
await c.check(NAME, 'wrong key', 'list', () => c.refused(() => new Ollama({ host, headers: bearer(c.wrongKey) }).list(), 401, status));
await c.check(NAME, 'Bearer', 'delete as a user', () => c.refused(() => user.delete({ model: c.chatModel }), 403, status));
await c.check(NAME, 'Bearer', 'unknown model', () => c.refused(() => user.chat({ ...ask, model: 'no-such' }), 404, status));
