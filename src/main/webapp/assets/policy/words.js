// Rules in words, and what an editor has to know about a text of rules. Pure; texts are named by key.

/** @typedef {{text: string, values?: Object}} Word */

/** @returns {Word[]} whom a rule is about */
export function whoWords({ everyone, roles = [], users = [], groups = [], scopes = [] } = {}) {
  return [
    ...(everyone ? [{ text: 'policy.everyone' }] : []),
    ...roles.map((role) => ({ text: `policy.role.${role}` })),
    ...groups.map((name) => ({ text: 'policy.group', values: { name } })),
    ...users.map((name) => ({ text: 'policy.user', values: { name } })),
    ...scopes.map((name) => ({ text: 'policy.scope', values: { name } })),
  ];
}

/** @returns {Word[]} on which backends a rule allows, or does not deny */
export const backendWords = (onlyOn = [], exceptOn = []) => [
  ...onlyOn.map((name) => ({ text: 'policy.onlyOn', values: { name } })),
  ...exceptOn.map((name) => ({ text: 'policy.exceptOn', values: { name } })),
];

/** @returns {Word[]} the limits of a rule: numbers and times are the most, true and false switch something on or off */
export const limitWords = (limits = {}) => Object.entries(limits).map(([name, value]) =>
  typeof value === 'boolean' ? { text: value ? 'policy.limit.yes' : 'policy.limit.no', values: { name } } : { text: 'policy.limit', values: { name, value } });

export const isEverything = (what) => what.includes('*');
export const isAllModels = (models) => models === undefined || models.includes('*');

/** Why a text cannot be JSON, in the browser's words, or null. The server checks all the rest. */
export function jsonTrouble(text) {
  try {
    JSON.parse(text);
    return null;
  } catch (e) {
    return e.message;
  }
}
