// OpenAI's SDK for JavaScript.
import OpenAI from 'openai';
import { VERSION } from 'openai/version';
import * as c from './checks.mjs';

const NAME = `openai-js ${VERSION}`;
const ask = {
    model: c.chatModel,
    messages: [{ role: 'user', content: 'Why is the sky blue?' }],
    max_tokens: c.words,
    temperature: 0,
};

async function use(client, how) {
    const run = (operation, action) => c.check(NAME, how, operation, action);
    await run('models.list', async () => {
        const models = await c.all(client.models.list());
        c.need(models.some((m) => m.id.split(':')[0] === c.chatModel), `${c.chatModel} is not listed`);
        return `${models.length} models`;
    });
    await run('chat', async () => {
        const answer = await client.chat.completions.create(ask);
        c.need(answer.choices[0].finish_reason && answer.usage.completion_tokens, 'not finished');
    });
    await run('chat stream', async () => {
        const parts = await c.all(
            await client.chat.completions.create({ ...ask, stream: true, stream_options: { include_usage: true } }));
        c.need(parts.some((p) => p.choices[0]?.finish_reason), 'no finish_reason');
        c.need(parts.at(-1).usage?.completion_tokens, 'no usage at the end');
        return `${parts.length} chunks`;
    });
    await run('embeddings', async () => {
        const { data } = await client.embeddings.create({ model: c.embedModel, input: ['one', 'two'] });
        c.need(data.length === 2 && data[0].embedding.length > 0, 'no vectors');
        return `2 × ${data[0].embedding.length}`;
    });
    await run('responses stream', async () => {
        const events = await c.all(
            await client.responses.create({ model: c.chatModel, input: 'Hello', max_output_tokens: c.words, stream: true }));
        c.need(events.at(-1).type === 'response.completed', events.at(-1).type);
        return `${events.length} events`;
    });
}

const baseURL = `${c.base}/ollama/v1`;
const ways = {
    Basic: { baseURL, apiKey: 'unused', defaultHeaders: { Authorization: c.basic(c.user) } },
    Bearer: { baseURL, apiKey: c.userKey },
    'path key': { baseURL: `${c.base}/k/${c.userPathKey}/v1`, apiKey: 'ollama' },
};
const open = (where) => new OpenAI({ ...where, maxRetries: 0 });
for (const [how, where] of Object.entries(ways)) await use(open(where), how);

const status = (problem) => problem.status;
await c.check(NAME, 'wrong key', 'chat', () =>
    c.refused(() => open({ baseURL, apiKey: c.wrongKey }).chat.completions.create(ask), 401, status));
await c.check(NAME, 'Bearer', 'unknown model', () =>
    c.refused(() => open(ways.Bearer).chat.completions.create({ ...ask, model: 'no-such' }), 404, status));
