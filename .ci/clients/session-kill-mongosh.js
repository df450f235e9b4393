// The session-kill commands and the usual helpers in mongosh, connected to a server with --auth that has no user yet.
/* global db, Mongo, UUID, BinData, load, print, quit, process, require, globalThis */
const { createHash } = require('node:crypto');
const address = process.env.QUELL_ADDRESS;
let passed = 0;

function same(what, expected, got) {
  const [a, b] = [JSON.stringify(expected), JSON.stringify(got)];
  if (a !== b) {
    throw new Error(`${what}: expected ${a}, got ${b}`);
  }
  passed++;
  print(`ok ${passed} ${what}`);
}

function codeOf(action) {
  try {
    action();
    return 0;
  } catch (e) {
    if (typeof e.code !== 'number') {
      throw e;
    }
    return e.code;
  }
}

const connect = (user, source) => new Mongo(`mongodb://${user}:secret@${address}/?authSource=${source}`);
const uidOf = name => BinData(0, createHash('sha256').update(name).digest('base64'));

db.getSiblingDB('admin').createUser({ user: 'root', pwd: 'secret', roles: ['root'] });
const root = connect('root', 'admin');
const admin = root.getDB('admin');
const app = root.getDB('app');

// Users and roles by the shell's helpers.
admin.createRole({
  role: 'warden', roles: [],
  privileges: [{ resource: { cluster: true }, actions: ['killAnySession', 'impersonate'] }],
});
app.createRole({ role: 'reports', privileges: [], roles: ['read'] });
admin.createUser({ user: 'ops', pwd: 'secret', roles: ['warden'] });
app.createUser({ user: 'alice', pwd: 'secret', roles: ['readWrite'] });
app.createUser({ user: 'bob', pwd: 'secret', roles: ['reports'] });
same('show users', ['alice', 'bob'], app.getUsers().users.map(user => user.user).sort());

const [ops, alice, bob] = [connect('ops', 'admin'), connect('alice', 'app'), connect('bob', 'app')];
alice.getDB('app').orders.insertMany(Array.from({ length: 100 }, (_, i) => ({ _id: i })));

// The usual helpers.
same('show dbs', true, admin.adminCommand({ listDatabases: 1 }).databases.some(each => each.name === 'app'));
same('show collections', ['orders'], app.getCollectionNames());
same('db.version()', '7.0.0', app.version());
same('db.serverStatus()', true, app.serverStatus().quell.sessions.now > 0);
same('db.stats()', 'app', app.stats().db);
same('db.hostInfo()', true, app.hostInfo().system.numCores > 0);
same('db.serverBuildInfo()', '7.0.0', app.serverBuildInfo().version);
same('db.currentOp()', true, Array.isArray(admin.currentOp().inprog));
same('db.currentOp(), filtered', true, admin.currentOp({ ns: /^admin\./ }).inprog.length > 0);
same('db.currentOp(true)', true, admin.currentOp(true).inprog.some(op => op.active === false));
same('currentOp', 1, admin.adminCommand({ currentOp: true, 'effectiveUsers.user': 'root' }).inprog.length);
same('currentOp, by two', 1, admin.adminCommand(
  { currentOp: true, waitingForLock: false, $or: [{ op: 'insert' }, { op: 'command' }] }).inprog.length);
same('db.killOp()', 1, admin.killOp(123456789).ok);
same('db.adminCommand(ping)', 1, app.adminCommand({ ping: 1 }).ok);
same('db.orders.count', 100, app.orders.countDocuments());
same('db.hello()', true, app.hello().isWritablePrimary);
same('getLog', [], admin.adminCommand({ getLog: 'startupWarnings' }).log);
same('an unknown command', 59, codeOf(() => app.runCommand({ noSuchCommand: 1 })));

// The manual's examples.
const [hers, his] = [alice.startSession(), bob.startSession()];
const open = session => {
  const cursor = session.getDatabase('app').orders.find().batchSize(2);
  cursor.next();
  return cursor;
};
const drain = cursor => codeOf(() => cursor.toArray());
const kill = (...patterns) => ops.getDB('admin').runCommand({ killAllSessionsByPattern: patterns }).ok;
let [first, second] = [open(hers), open(his)];
same('by session', 1, kill({ lsid: { id: hers.id.id } }));
same('the cursor in it', 43, drain(first));
same('a cursor in another', 0, drain(second));
[first, second] = [open(hers), open(his)];
same('by owner and role', 1, kill({ uid: uidOf('bob@app'), roles: [{ role: 'read', db: 'app' }] }));
same('the cursor of that owner', 43, drain(second));
same('a cursor of another', 0, drain(first));
[first, second] = [open(hers), open(his)];
same('by user', 1, kill({ users: [{ user: 'alice', db: 'app' }] }));
same('the cursor of that user', 43, drain(first));
same('a cursor of another user', 0, drain(second));
same('without the privilege', 13,
  codeOf(() => alice.getDB('admin').runCommand({ killAllSessionsByPattern: [] })));
[first, second] = [open(hers), open(his)];
same('everything', 1, kill());
same('all cursors', [43, 43], [drain(first), drain(second)]);

const plan = ops.getDB('admin').runCommand({ explain: { killAllSessionsByPattern: [{ users: [] }] } });
same('explain', 1, plan.ok);
print(`${passed} passed`);
