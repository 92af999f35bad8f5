// Two people changed the same rules: what each changed, rule by rule, and both put together. Pure.

/**
 * What differs from the version that both began with. A part is a rule by its id, or another member of the policy by its name.
 * @param {{base: Object, theirs: Object, mine: Object}} policies
 * @returns {Array<{key: string, rule: boolean, base?: any, theirs?: any, mine?: any, who: 'mine'|'theirs'|'both'|'same'}>} parts that
 *     somebody changed; undefined where a part is not there; `both`: each changed it to something else
 */
export function differences({ base, theirs, mine }) {
  const [from, their, my] = [base, theirs, mine].map(partsOf);
  const keys = new Set([...their.keys(), ...my.keys(), ...from.keys()]);
  return [...keys].map((key) => {
    const [was, one, other] = [from.get(key), their.get(key), my.get(key)];
    const changed = { theirs: !same(was, one), mine: !same(was, other) };
    if (!changed.theirs && !changed.mine) return null;
    const who = !changed.mine ? 'theirs' : !changed.theirs ? 'mine' : same(one, other) ? 'same' : 'both';
    return { key: key.slice(2), rule: key.startsWith('r:'), base: was, theirs: one, mine: other, who };
  }).filter(Boolean);
}

/** Their policy with the chosen parts as I have them; a rule that is new comes after the one that it stands after in mine. */
export function merged({ theirs, mine }, chosen) {
  const result = { ...theirs };
  let rules = [...(theirs.rules ?? [])];
  for (const { key, rule, mine: wanted } of chosen) {
    if (!rule && wanted === undefined) delete result[key];
    else if (!rule) result[key] = wanted;
    else if (wanted === undefined) rules = rules.filter(({ id }) => id !== key);
    else if (rules.some(({ id }) => id === key)) rules = rules.map((one) => (one.id === key ? wanted : one));
    else rules.splice(placeOf(key, rules, mine.rules), 0, wanted);
  }
  return { ...result, rules };
}

function placeOf(key, rules, order) {
  const at = order.findIndex(({ id }) => id === key);
  for (let i = at - 1; i >= 0; i--) {
    const before = rules.findIndex(({ id }) => id === order[i].id);
    if (before >= 0) return before + 1;
  }
  return 0;
}

/** What was done to a part, as a key of words. */
export const deed = (base, now) => (same(base, now) ? 'kept' : base === undefined ? 'added' : now === undefined ? 'removed' : 'changed');

/** Whether a policy can be compared: an object whose rules have ids of their own. */
export function comparable(policy) {
  const ids = Array.isArray(policy?.rules) ? policy.rules.map((rule) => rule?.id) : null;
  return ids !== null && ids.every((id) => typeof id === 'string') && new Set(ids).size === ids.length;
}

function partsOf({ rules = [], ...others }) {
  return new Map([...rules.map((rule) => [`r:${rule.id}`, rule]), ...Object.entries(others).map(([name, value]) => [`m:${name}`, value])]);
}

/** The order of members means nothing. */
function same(a, b) {
  return a === undefined || b === undefined ? a === b : canonical(a) === canonical(b);
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`;
}
