import { Chats } from '../assets/chat/chats.js';
import { equal, test } from './runner.mjs';

const answer = (state = 'done') => ({ id: 'a', model: 'm', state, text: 't', thinking: '', problem: null, facts: {} });

function opened(owner) {
  const chats = new Chats();
  chats.open(owner);
  return chats;
}

test('chats and drafts come back to their owner, and a running answer as interrupted', () => {
  sessionStorage.clear();
  const before = opened('alice');
  before.addTurn('A question', answer('writing'));
  before.startNew();
  before.current.draft = 'half a thought';
  before.save();
  const after = opened('alice');
  equal(after.current.draft, 'half a thought');
  equal(after.all.map((chat) => [chat.title, chat.turns[0].answers[0].state]), [['A question', 'interrupted']]);
});

test('a question that was asked after the session had ended can be asked again', () => {
  sessionStorage.clear();
  const before = opened('alice');
  before.addTurn('A question', { ...answer('failed'), problem: { kind: 'session', message: '' } });
  before.save();
  const [found] = opened('alice').current.turns[0].answers;
  equal([found.state, found.problem], ['interrupted', null]);
});

test('another user of the same tab sees nothing of it', () => {
  sessionStorage.clear();
  const alice = opened('alice');
  alice.addTurn('secret', answer());
  alice.save();
  equal(opened('bob').all, []);
  equal(sessionStorage.length, 0);
});

test('signing out leaves nothing behind, also when something is saved later', () => {
  sessionStorage.clear();
  const chats = opened('alice');
  chats.addTurn('secret', answer());
  chats.save();
  chats.signOut();
  chats.save();
  equal(sessionStorage.length, 0);
});

test('what another program left there does no harm', () => {
  for (const garbage of ['', 'null', '[]', '{"owner":"alice"}', '{"owner":"alice","chats":7}', '{{']) {
    sessionStorage.setItem('corral.chats', garbage);
    equal(opened('alice').all, [], garbage);
  }
});

test('without room the oldest chats are given up, never the open one', () => {
  sessionStorage.clear();
  const chats = opened('alice');
  let told = 0;
  chats.addEventListener('full', () => told++);
  for (let n = 0; n < 4; n++) {
    chats.startNew();
    chats.addTurn(`question ${n}`, { ...answer(), text: 'x'.repeat(2_000_000) });
  }
  chats.save();
  const after = opened('alice');
  equal(told > 0, true);
  equal(after.current.turns[0].question, 'question 3');
  equal(after.all.length < 4, true);
  sessionStorage.clear();
});
