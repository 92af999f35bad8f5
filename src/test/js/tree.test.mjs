import { Tree } from '../assets/chat/tree.js';
import { turnsOf } from '../assets/chat/thread.js';
import { groupsOf } from '../assets/chat/groups.js';
import { wanted } from '../assets/chat/place.js';
import { equal, test } from './runner.mjs';

const at = (seconds) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();
const message = (id, parent, more = {}) => ({ id, parent, role: id.startsWith('q') ? 'user' : 'assistant', content: id, state: 'whole', createdAt: at(0), model: 'm', version: 1, ...more });
const ids = (list) => list.map((one) => one.id).join(' ');

test('a chat is a tree, and one branch of it is shown', () => {
  const tree = new Tree([message('q1', null), message('a1', 'q1'), message('a2', 'q1', { createdAt: at(60) }), message('q2', 'a1'), message('a3', 'q2'), message('q3', 'a2', { createdAt: at(70) })]);
  equal(ids(tree.path('a3')), 'q1 a1 q2 a3');
  equal(ids(tree.path('q3')), 'q1 a2 q3');
  equal(ids(tree.path('gone')), 'q1 a2 q3', 'the newest');
  equal(ids(tree.siblings(tree.get('a1'))), 'a1 a2');
  equal(tree.tip('a1').id, 'a3');
  tree.remove('a1');
  equal(ids(tree.all()), 'q1 a2 q3');
  equal(ids(tree.path(null)), 'q1 a2 q3');
});

test('a message that comes again takes over what is new, and loses what is gone', () => {
  const tree = new Tree([message('q1', null), message('a1', 'q1', { error: { message: 'x' }, state: 'failed' })]);
  equal(tree.put(message('a1', 'q1', { content: 'more', version: 2 })), false);
  equal([tree.get('a1').content, tree.get('a1').error, tree.get('a1').state], ['more', undefined, 'whole']);
  equal(tree.put(message('a2', 'q1')), true);
});

test('answers of several models to one question belong together until one is chosen', () => {
  const tree = new Tree([message('q1', null), message('a1', 'q1', { model: 'x' }), message('a2', 'q1', { model: 'y', createdAt: at(1) }), message('a3', 'q1', { model: 'x', createdAt: at(2) }), message('a4', 'q1', { model: 'z', createdAt: at(90) })]);
  equal(ids(tree.together(tree.get('a1'))), 'a1 a2');
  equal(ids(tree.together(tree.get('a2'))), 'a1 a2');
  equal(ids(tree.together(tree.get('a3'))), 'a3', 'the same model again is another try');
  equal(ids(tree.together(tree.get('a4'))), 'a4');
  const chat = (leaf, chosen = []) => ({ tree, path: tree.path(leaf), chosen: new Set(chosen) });
  equal(turnsOf(chat('a2')).map((turn) => turn.key), ['q1 a1 a2']);
  equal(turnsOf(chat('a2', ['a2'])).map((turn) => turn.key), ['q1 a2']);
  tree.put(message('q2', 'a2'));
  equal(turnsOf(chat('q2')).map((turn) => turn.key), ['q1 a2', 'q2']);
});

test('the list of chats is cut by pins, folders and time', () => {
  const now = new Date(2026, 5, 15, 12);
  const chat = (id, days, more = {}) => ({ id, folder: null, pinned: false, updatedAt: new Date(now.getTime() - days * 86400e3).toISOString(), ...more });
  const groups = groupsOf([chat('a', 0), chat('b', 0.2, { pinned: true, folder: 'f' }), chat('c', 1, { folder: 'f' }), chat('d', 1), chat('e', 3), chat('g', 40), chat('h', 50, { folder: 'gone' })], [{ id: 'f', name: 'F' }], now);
  equal(groups.map(({ folder, words, items }) => `${folder?.name ?? words}: ${ids(items)}`), ['Pinned: b', 'F: c', 'Today: a', 'Yesterday: d', 'Last seven days: e', 'May 2026: g', 'April 2026: h']);
});

test('the address names a chat and a message', () => {
  equal(wanted('#chat/a%20b/m1'), { chat: 'a b', message: 'm1', shared: null });
  equal(wanted('#shared/x'), { chat: null, message: null, shared: 'x' });
  for (const nothing of ['', '#', '#chat/', '#other/x', '#chat/a/b/c']) equal(wanted(nothing), { chat: null, message: null, shared: null }, nothing);
});
