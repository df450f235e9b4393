// The session-kill commands with the official node driver, on a server with --auth that has no user yet.
'use strict';
const { MongoClient, Binary, Long } = require('mongodb');
const { createHash } = require('node:crypto');
const { same, codeOf, passed } = require('./check.js');

const address = process.argv[2];
const DOCUMENTS = 2000;
const NOTE = 'a'.repeat(40);

const connect = (user, db) =>
  new MongoClient(`mongodb://${user ? `${user}:secret@` : ''}${address}/?authSource=${db}`, {
    retryReads: false, retryWrites: false, appName: `clients-${user}`,
  }).connect();

const uidOf = name => new Binary(createHash('sha256').update(name).digest());

async function makeUsers() {
  const nobody = await connect('', 'admin');
  await nobody.db('admin').command({ createUser: 'root', pwd: 'secret', roles: ['root'] });
  same('a second user takes a login', 13,
    await codeOf(nobody.db('admin').command({ createUser: 'eve', pwd: 'secret', roles: ['root'] })));
  await nobody.close();
  const root = await connect('root', 'admin');
  await root.db('admin').command({
    createRole: 'warden', roles: [],
    privileges: [{ resource: { cluster: true }, actions: ['killAnySession', 'impersonate', 'inprog', 'listSessions'] }],
  });
  await root.db('app').command({ createRole: 'reports', privileges: [], roles: ['read'] });
  await root.db('admin').command({ createUser: 'ops', pwd: 'secret', roles: ['warden'] });
  await root.db('app').command({ createUser: 'alice', pwd: 'secret', roles: ['readWrite'] });
  await root.db('app').command({ createUser: 'bob', pwd: 'secret', roles: ['reports'] });
  return root;
}

/** A filter that no machine comes to the end of: it tries every way to split the first note. */
const SLOW = { note: /^(a|aa)+\1b/ };

/** Waits until the server lists as many operations with this comment. */
async function running(ops, comment, count) {
  for (const giveUp = Date.now() + 120000; Date.now() < giveUp;) {
    const found = await ops.db('admin').aggregate([
      { $currentOp: { allUsers: true } }, { $match: { 'command.comment': comment } },
    ]).toArray();
    if (found.length >= count) return found;
  }
  throw new Error(`no ${count} operations with the comment ${comment}`);
}

async function main() {
  const root = await makeUsers();
  const [ops, alice, bob] = await Promise.all([connect('ops', 'admin'), connect('alice', 'app'), connect('bob', 'app')]);
  const [hers, his] = [alice, bob].map(user => user.db('app').collection('orders'));
  await hers.insertMany(Array.from({ length: DOCUMENTS }, (_, i) => ({ _id: i, n: i, note: NOTE })));
  const kill = (...patterns) => ops.db('admin').command({ killAllSessionsByPattern: patterns });

  // A running find: only the session that is named.
  const [a1, a2] = [alice.startSession(), alice.startSession()];
  const finds = [a1, a2].map(session => codeOf(hers.find(SLOW, { session, comment: 'node' }).toArray()));
  await running(ops, 'node', 2);
  await kill({ lsid: { id: a1.id.id } });
  same('the find in the session that was killed', 11601, await finds[0]);
  same('the find in the other session runs on', 1, (await running(ops, 'node', 1)).length);
  await kill({ uid: uidOf('alice@app') });
  same('the find of the user that was killed', 11601, await finds[1]);
  same('a killed session is used again', 0, await codeOf(hers.findOne({}, { session: a1 })));

  // Cursors: idle ones of a role, held directly or by inheritance.
  const open = async (coll, session) => {
    const cursor = coll.find({}, { session, batchSize: 2 });
    await cursor.next();
    return cursor;
  };
  const drain = cursor => codeOf(cursor.toArray());
  const b1 = bob.startSession();
  let [of1, of2] = [await open(hers, a1), await open(his, b1)];
  await kill({ roles: [{ role: 'read', db: 'app' }] });
  same('the cursor of one who holds the role by inheritance', 43, await drain(of2));
  await kill({ users: [{ user: 'alice', db: 'app' }], roles: [{ role: 'read', db: 'app' }] });
  same('the cursor of one who meets half of a pattern', 0, await drain(of1));
  [of1, of2] = [await open(hers, a1), await open(his, b1)];
  await kill({ users: [{ user: 'alice', db: 'app' }] }, { uid: uidOf('nobody@app') });
  same('the cursor of a user', 43, await drain(of1));
  same('the cursor of another user', 0, await drain(of2));

  // Who may.
  [of1, of2] = [await open(hers, a1), await open(his, b1)];
  const own = user => pattern => codeOf(user.db('admin').command({ killAllSessionsByPattern: pattern }));
  same('everybody may kill their own', 0, await own(alice)([{ uid: uidOf('alice@app') }]));
  same('and has', 43, await drain(of1));
  same('but not those of others', 13, await own(alice)([{ uid: uidOf('bob@app') }]));
  same('nor everything', 13, await own(alice)([]));
  same('root lacks impersonate', 13, await own(root)([{ users: [] }]));
  same('and none of these has killed', 0, await drain(of2));

  // What is wrong with it.
  const bad = pattern => codeOf(kill(pattern));
  same('no document', 14, await bad('x'));
  same('an unknown field', 40415, await bad({ nope: 1 }));
  same('no UUID', 14, await bad({ lsid: { id: 'x' } }));
  same('a short digest', 12, await bad({ uid: new Binary(Buffer.alloc(5)) }));
  same('half a user', 40414, await bad({ users: [{ user: 'alice' }] }));
  same('null', 14, await bad({ lsid: null }));

  // Fields that other servers are asked for too.
  const onApp = command => codeOf(root.db('app').command(command));
  same('dbStats: true, as the driver sends it', 'app', (await root.db('app').stats()).db);
  same('listCollections: true', 0, await onApp({ listCollections: true }));
  same('listDatabases: true', 0, await codeOf(root.db('admin').command({ listDatabases: true })));
  same('dropDatabase: true', 0, await codeOf(root.db('scratch').command({ dropDatabase: true })));
  same('a hint on no index', 2, await onApp({ find: 'orders', hint: 'nope' }));
  same('a read concern of replica sets', 123, await onApp({ find: 'orders', readConcern: { level: 'snapshot' } }));
  same('a read concern that is none', 2, await onApp({ find: 'orders', readConcern: { level: 'nope' } }));
  same('a field that is unknown', 40415, await onApp({ find: 'orders', nope: 1 }));
  same('a fraction of a batch', 1, (await root.db('app').command({ find: 'orders', batchSize: 1.9 }))
    .cursor.firstBatch.length);
  same('killCursors of none', [[], [], [], []], Object.values(
    await root.db('app').command({ killCursors: 'orders', cursors: [] })).filter(Array.isArray));

  // The Stable API.
  const strict = await new MongoClient(`mongodb://root:secret@${address}/`,
    { serverApi: { version: '1', strict: true, deprecationErrors: true } }).connect();
  same('a find by the Stable API', 2, (await strict.db('app').collection('orders').find({}, { batchSize: 1, limit: 2 })
    .toArray()).length);
  same('a kill is outside of it', 323, await codeOf(strict.db('admin').command({ killAllSessions: [] })));
  same('and currentOp', 323, await codeOf(strict.db('admin').aggregate([{ $currentOp: {} }]).toArray()));
  await strict.close();
  same('another version', 322, await onApp({ ping: 1, apiVersion: '2' }));

  // What an operator looks for.
  const look = filter => root.db('admin').command({ currentOp: true, ...filter }).then(reply => reply.inprog.length);
  same('by a regular expression', 1, await look({ appName: /^clients-r/ }));
  same('by a user', 1, await look({ 'effectiveUsers.user': 'root' }));
  same('by one of two', 1, await look({ $or: [{ op: 'insert' }, { 'command.currentOp': true }] }));
  same('by what nobody waits for', 0, await look({ waitingForLock: true }));
  same('idle connections', true, (await look({ $all: true, active: false })) > 0);

  // Everything; and what a client does when it goes.
  [of1, of2] = [await open(hers, a1), await open(his, b1)];
  const last = codeOf(his.find(SLOW, { session: b1, comment: 'last' }).toArray());
  await running(ops, 'last', 1);
  const reply = await ops.db('admin').command({ killAllSessionsByPattern: [{}], report: true });
  same('everything is ok', 1, reply.ok);
  same('a find, when everything is killed', 11601, await last);
  same('cursors, when everything is killed', [43, 43], [await drain(of1), await drain(of2)]);
  const ended = a2.id.id.toString('hex');
  await Promise.all([a1, a2].map(session => session.endSession()));
  await alice.close(); // sends endSessions, and wants no reply
  const listed = async () => (await ops.db('admin').aggregate([{ $listLocalSessions: { allUsers: true } }]).toArray())
    .some(session => session._id.id.toString('hex') === ended);
  const giveUp = Date.now() + 120000;
  while (await listed() && Date.now() < giveUp) await new Promise(resolve => setTimeout(resolve, 50));
  same('an ended session is gone after the sweep', false, await listed());
  same('a cursor that never was', 43, await codeOf(
    bob.db('app').command({ getMore: Long.fromNumber(1234567), collection: 'orders' })));
  await Promise.all([root, ops, bob].map(client => client.close()));
  console.log(`${passed()} passed`);
}

main().catch(e => {
  console.error(e);
  process.exit(1);
});
