// Finds topics by words. Pure.

/** Whether all words stand somewhere in the topic. */
export function finds({ text }, words) {
  const all = text.toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => all.includes(word));
}

/** @returns {Array<{group: string, items: Object[]}>} in the order in which the groups come first */
export function groupsOf(topics) {
  const groups = new Map();
  for (const topic of topics) groups.set(topic.group, [...(groups.get(topic.group) ?? []), topic]);
  return [...groups].map(([group, items]) => ({ group, items }));
}
