// Shared by the JavaScript programs: where Corral is, with which credentials, and how a result is told (see python/checks.py).
const env = process.env;

export const base = env.CORRAL_URL.replace(/\/+$/, '');
export const user = env.CORRAL_USER;
export const admin = env.CORRAL_ADMIN;
export const userKey = env.CORRAL_USER_KEY;
export const userPathKey = env.CORRAL_USER_PATH_KEY;
export const adminKey = env.CORRAL_ADMIN_KEY;
export const adminPathKey = env.CORRAL_ADMIN_PATH_KEY;
export const chatModel = env.CORRAL_CHAT_MODEL;
export const embedModel = env.CORRAL_EMBED_MODEL;
export const words = Number(env.CORRAL_WORDS || 8);
export const wrongKey = userKey.slice(0, -6) + (userKey.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA');

const secrets = [userKey, userPathKey, adminKey, adminPathKey, after(user), after(admin)];

function after(pair) {
    return pair.slice(pair.indexOf(':') + 1);
}

export const basic = (pair) => 'Basic ' + Buffer.from(pair).toString('base64');

export function say(client, credential, operation, result, reason = '') {
    let text = String(reason).replace(/\s+/g, ' ').trim();
    for (const secret of secrets) text = text.replaceAll(secret, '***');
    console.log([client, credential, operation, result, text.slice(0, 300)].join('\t'));
}

export async function check(client, credential, operation, action) {
    if (!new RegExp(env.CORRAL_ONLY || '').test(`${credential} ${operation}`)) return;
    try {
        say(client, credential, operation, 'ok', (await action()) ?? '');
    } catch (problem) {
        say(client, credential, operation, 'FAIL', `${problem?.name}: ${problem?.message}`);
    }
}

export function need(condition, what) {
    if (!condition) throw new Error(what);
}

export async function refused(action, status, statusOf) {
    let problem;
    try {
        await action();
    } catch (error) {
        problem = error;
    }
    need(problem, `not refused; ${status} was expected`);
    need(statusOf(problem) === status, `refused with ${statusOf(problem)} instead of ${status}: ${problem.message}`);
    need(problem.message.length > 20, `no sentence: ${problem.message}`);
    return `refused with ${status}`;
}

export async function all(stream) {
    const parts = [];
    for await (const part of stream) parts.push(part);
    return parts;
}
