// How each kind of program is told where Corral is and with which key. Nothing but text: no state, no document.

/**
 * @typedef {'bearer'|'x-api-key'|'path'} Way how the key is sent
 * @typedef {{label: string, text: string}} Block
 * @typedef {{id: string, name: string, way: Way, call: 'list'|'ollama'|'openai'|'anthropic', blocks: Block[], note?: string}} Kind
 *   `name` and the labels are names of programs and files, the same in every language; `note` is the key of a text
 */

const HELLO = 'Hello';
const sh = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const ps = (text) => `'${text.replaceAll("'", "''")}'`;
const str = (text) => JSON.stringify(text);
const js = (text) => `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/**
 * @param {string} base the address of this server with its context path and no slash at the end
 * @param {string} key an API key, or what stands for one
 * @param {string} model
 * @returns {Kind[]}
 */
export function kinds(base, key, model) {
  const at = { base, key, model, ollama: `${base}/ollama`, v1: `${base}/ollama/v1`, inPath: `${base}/k/${key}`, bearer: `Bearer ${key}` };
  return [cli(at), curl(at), ...python(at), ...javascript(at), ...java(at), editors(at)];
}

function cli({ inPath, model }) {
  return {
    id: 'cli', name: 'ollama (CLI)', way: 'path', call: 'list', note: 'connect.note.cli',
    blocks: [
      { label: 'Linux, macOS', text: `export OLLAMA_HOST=${sh(inPath)}\nollama run ${sh(model)}` },
      { label: 'Windows (PowerShell)', text: `$env:OLLAMA_HOST = ${ps(inPath)}\nollama run ${ps(model)}` },
    ],
  };
}

function curl({ ollama, bearer, model }) {
  const body = JSON.stringify({ model, stream: false, messages: [{ role: 'user', content: HELLO }] });
  return {
    id: 'curl', name: 'curl', way: 'bearer', call: 'ollama',
    blocks: [{ label: 'shell', text: `curl ${sh(`${ollama}/api/chat`)} \\
  -H ${sh(`Authorization: ${bearer}`)} \\
  -H 'Content-Type: application/json' \\
  -d ${sh(body)}` }],
  };
}

function python({ ollama, v1, key, bearer, model }) {
  const messages = `[{"role": "user", "content": "${HELLO}"}]`;
  return [
    { id: 'ollama-python', name: 'Python: ollama', way: 'bearer', call: 'ollama', blocks: [
      { label: 'Python', text: `# pip install ollama
from ollama import Client

client = Client(
    host=${str(ollama)},
    headers={"Authorization": ${str(bearer)}},
)
answer = client.chat(model=${str(model)}, messages=${messages})
print(answer.message.content)` },
      { label: 'shell', text: `# Or leave the program as it is:
export OLLAMA_HOST=${sh(ollama)}
export OLLAMA_API_KEY=${sh(key)}` },
    ] },
    { id: 'openai-python', name: 'Python: openai', way: 'bearer', call: 'openai', blocks: [{ label: 'Python', text: `# pip install openai
from openai import OpenAI

client = OpenAI(
    base_url=${str(v1)},
    api_key=${str(key)},
)
answer = client.chat.completions.create(model=${str(model)}, messages=${messages})
print(answer.choices[0].message.content)` }] },
    { id: 'anthropic-python', name: 'Python: anthropic', way: 'x-api-key', call: 'anthropic', blocks: [{ label: 'Python', text: `# pip install anthropic
from anthropic import Anthropic

client = Anthropic(
    base_url=${str(ollama)},
    api_key=${str(key)},
)
answer = client.messages.create(model=${str(model)}, max_tokens=1000, messages=${messages})
print(answer.content[0].text)` }] },
  ];
}

function javascript({ ollama, v1, key, bearer, model }) {
  const messages = `[{ role: 'user', content: '${HELLO}' }]`;
  return [
    { id: 'ollama-js', name: 'JavaScript: ollama', way: 'bearer', call: 'ollama', blocks: [{ label: 'JavaScript', text: `// npm install ollama
import { Ollama } from 'ollama';

const ollama = new Ollama({
  host: ${js(ollama)},
  headers: { Authorization: ${js(bearer)} },
});
const answer = await ollama.chat({ model: ${js(model)}, messages: ${messages} });
console.log(answer.message.content);` }] },
    { id: 'openai-js', name: 'JavaScript: openai', way: 'bearer', call: 'openai', blocks: [{ label: 'JavaScript', text: `// npm install openai
import OpenAI from 'openai';

const client = new OpenAI({
  baseURL: ${js(v1)},
  apiKey: ${js(key)},
});
const answer = await client.chat.completions.create({ model: ${js(model)}, messages: ${messages} });
console.log(answer.choices[0].message.content);` }] },
  ];
}

function java({ ollama, key, bearer, inPath, model }) {
  return [
    { id: 'langchain4j', name: 'Java: LangChain4j', way: 'bearer', call: 'ollama', blocks: [{ label: 'Java', text: `// dev.langchain4j:langchain4j-ollama
ChatModel model = OllamaChatModel.builder()
        .baseUrl(${str(ollama)})
        .customHeaders(Map.of("Authorization", ${str(bearer)}))
        .modelName(${str(model)})
        .build();
System.out.println(model.chat("${HELLO}"));` }] },
    { id: 'spring-ai', name: 'Java: Spring AI', way: 'bearer', call: 'ollama', blocks: [
      { label: 'Java', text: `// org.springframework.ai:spring-ai-starter-model-ollama
@Bean
OllamaApi ollamaApi() {
    String key = ${str(bearer)};
    return OllamaApi.builder()
            .baseUrl(${str(ollama)})
            .restClientBuilder(RestClient.builder().defaultHeader("Authorization", key))
            .webClientBuilder(WebClient.builder().defaultHeader("Authorization", key))
            .build();
}` },
      { label: 'application.properties', text: `spring.ai.ollama.chat.options.model=${model}` },
    ] },
    { id: 'ollama4j', name: 'Java: ollama4j', way: 'bearer', call: 'ollama', note: 'connect.note.ollama4j', blocks: [
      { label: 'Java', text: `// io.github.ollama4j:ollama4j
Ollama ollama = new Ollama(${str(ollama)});
ollama.setBearerAuth(${str(key)});` },
      { label: 'Java', text: `// For embed() too, with a key that may be in the address
Ollama ollama = new Ollama(${str(inPath)});` },
    ] },
  ];
}

function editors({ v1, key, model }) {
  return {
    id: 'openai-compatible', name: 'VS Code and others: “OpenAI compatible”', way: 'bearer', call: 'openai', note: 'connect.note.editors',
    blocks: [
      { label: 'Base URL', text: v1 },
      { label: 'API key', text: key },
      { label: 'Model', text: model },
    ],
  };
}

/**
 * The call that a kind of program makes, for "Try it".
 * @param {Kind} kind
 * @returns {{method: string, path: string, headers: Object<string, string>, json?: Object}} the path is below the context path
 */
export function equivalent(kind, key, model, question) {
  if (kind.call === 'list') return { method: 'GET', path: `k/${encodeURIComponent(key)}/api/tags`, headers: {} };
  const headers = kind.way === 'x-api-key' ? { 'x-api-key': key, 'anthropic-version': '2023-06-01' } : { Authorization: `Bearer ${key}` };
  const messages = [{ role: 'user', content: question }];
  if (kind.call === 'openai') return { method: 'POST', path: 'ollama/v1/chat/completions', headers, json: { model, messages, max_tokens: LONGEST } };
  if (kind.call === 'anthropic') return { method: 'POST', path: 'ollama/v1/messages', headers, json: { model, messages, max_tokens: LONGEST } };
  return { method: 'POST', path: 'ollama/api/chat', headers, json: { model, messages, stream: false, options: { num_predict: LONGEST } } };
}

const LONGEST = 60;

/** The words in an answer to `equivalent`, or null when it is none. */
export function wordsIn(kind, body) {
  if (kind.call === 'list') return Array.isArray(body?.models) ? body.models.map((model) => model.name).join('\n') : null;
  if (kind.call === 'openai') return text(body?.choices?.[0]?.message?.content);
  if (kind.call === 'anthropic') return text(body?.content?.map?.((part) => part.text ?? '').join(''));
  return text(body?.message?.content);
}

const text = (value) => (typeof value === 'string' ? value : null);

/** Whether a text looks like a whole API key. */
export const looksLikeKey = (value) => /^crl_[0-9A-Za-z]{49}$/.test(value);
