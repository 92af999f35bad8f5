// What the simulator asks the server, made from what was typed. Pure.

export const OPERATIONS = ['chat', 'generate', 'embed', 'transcribe', 'show', 'list', 'ps', 'version', 'pull', 'push', 'create', 'copy', 'delete', 'blob-read', 'blob-write', 'unload', 'account', 'web', 'cloud-status'];
const WITHOUT_MODEL = ['list', 'ps', 'version', 'blob-read', 'blob-write', 'account', 'web', 'cloud-status'];

export const needsModel = (operation) => !WITHOUT_MODEL.includes(operation);

/** "a, b ,c" → ["a", "b", "c"] */
export const names = (text) => text.split(',').map((name) => name.trim()).filter(Boolean);

/**
 * @param {{name: string, roles: string[], groups: string, scopes: string[], kind: 'operation'|'request', operation: string, model: string, members: string, method: string, path: string, body: string, rules: string|null}} form
 * @returns {Object} the body of POST /api/v1/policy/simulate
 * @throws {SyntaxError} when `members` is no JSON
 */
export function question({ name, roles, groups, scopes, kind, operation, model, members, method, path, body, rules }) {
  const person = { name: name.trim(), roles, groups: names(groups), scopes: scopes.length > 0 ? scopes : null };
  const asked = kind === 'request'
    ? { request: { method, path: path.trim(), contentType: body.trim() === '' ? null : 'application/json', body: body.trim() === '' ? null : body } }
    : { operation, model: needsModel(operation) ? model.trim() : null, members: members.trim() === '' ? null : JSON.parse(members) };
  return { person, ...asked, ...(rules !== null && { rules }) };
}
