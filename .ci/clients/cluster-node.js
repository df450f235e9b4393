// Kills by one of three servers of a cluster, with the node driver and mongosh; victims on the others.
// $1 the addresses, separated by commas, $2 mongosh, $3 the process of the third, which is stopped and goes on. The
// servers are node-1 to node-3, with --auth and no user yet.
'use strict';
const { execFileSync } = require('node:child_process');
const { MongoClient, UUID } = require('mongodb');
const { same, codeOf, passed } = require('./check.js');

const addresses = process.argv[2].split(',');
const mongosh = process.argv[3];
const third = Number(process.argv[4]);
const url = (address, user, source) => `mongodb://${user}:secret@${address}/?authSource=${source}`;
const sleep = client => codeOf(client.db('app').command({ sleep: 1, secs: 3600 }));

/** The users of one server: each has its own. */
async function connect(address) {
  const nobody = new MongoClient(`mongodb://${address}/`);
  await nobody.db('admin').command({ createUser: 'root', pwd: 'secret', roles: ['root'] });
  await nobody.close();
  const root = new MongoClient(url(address, 'root', 'admin'));
  await root.db('app').command({ createUser: 'alice', pwd: 'secret', roles: ['readWrite'] });
  return { root, alice: new MongoClient(url(address, 'alice', 'app')) };
}

/** Until the server lists so many that sleep; their numbers. */
async function sleeping(client, count) {
  for (;;) {
    const found = await client.db('admin').aggregate([
      { $currentOp: { allUsers: true, localOps: true } }, { $match: { 'command.sleep': 1 } },
    ]).toArray();
    if (found.length >= count) return found.map(each => each.opid);
  }
}

/** More sessions than a message among the servers takes, by a user who may kill no others. */
async function killMany(one, two) {
  const session = two.alice.startSession();
  const victim = codeOf(two.alice.db('app').command({ sleep: 1, secs: 3600 }, { session }));
  await sleeping(two.root, 1);
  const ids = Array.from({ length: 12000 }, () => ({ id: new UUID() }));
  ids.push({ id: session.id.id });
  let states;
  do { // on a busy machine a server may hear late, and spare what is young, or not hear in time
    const { report } = await one.alice.db('app').command({ killSessions: ids, report: true });
    states = report.members.map(each => each.state);
  } while (states.some(state => state !== 'answered'));
  same('many sessions, answered by all', ['answered', 'answered', 'answered'], states);
  same('one of them elsewhere', 11601, await victim);
  await session.endSession();
}

/** How the third server is seen. */
const stateOf = async admin => (await admin.command({ serverStatus: 1 })).quell.cluster.members
  .find(each => each.name === 'node-3').state;

/** What a client sees of a server that does not answer. */
async function stopThird(admin) {
  same('serverStatus', 'inTouch', await stateOf(admin));
  process.kill(third, 'SIGSTOP');
  try {
    const listing = { aggregate: 1, pipeline: [{ $currentOp: { allUsers: true } }], cursor: {} };
    const partial = await admin.command(listing);
    same('a listing warns', [['node-3'], 1], [partial.quell.unanswered, partial.warnings.length]);
    same('in its cursor too', true, partial.cursor.partialResultsReturned);
    const listed = await admin.aggregate(listing.pipeline).toArray();
    same('the last document', { member: 'node-3', unanswered: true }, listed[listed.length - 1]);
    const typed = execFileSync(mongosh, ['--norc', '--quiet', url(addresses[0], 'root', 'admin'), '--eval',
      'JSON.stringify(db.currentOp(true).inprog.filter(op => op.unanswered).map(op => op.member))'], { encoding: 'utf8' });
    same('mongosh', '["node-3"]', typed.trim());
    const kill = { killAllSessions: [{ user: 'alice', db: 'app' }] };
    const { report } = await admin.command({ ...kill, report: true });
    same('a report', 'unanswered', report.members.find(each => each.name === 'node-3').state);
    same('all are required', 6, await codeOf(admin.command({ ...kill, requireAll: true })));
    same('killOp there', 6, await codeOf(admin.command({ killOp: 1, op: 'node-3:1' })));
  } finally {
    process.kill(third, 'SIGCONT');
  }
  while (await stateOf(admin) !== 'inTouch');
  same('and back', undefined, (await admin.command({ currentOp: 1 })).warnings);
}

async function main() {
  const [one, two, three] = await Promise.all(addresses.map(connect));
  const admin = one.root.db('admin');
  let victims = [sleep(two.alice), sleep(three.alice)];
  const [onTwo] = await sleeping(two.root, 1);
  await sleeping(three.root, 1);

  const listed = await admin.aggregate([{ $currentOp: { allUsers: true } }]).toArray();
  same('members that are listed', ['node-1', 'node-2', 'node-3'], [...new Set(listed.map(each => each.member))].sort());
  same('the number says where', true, listed.some(each => each.opid === `node-2:${onTwo}`));
  same('by the command', 1, (await admin.command({ currentOp: 1, opid: `node-2:${onTwo}` })).inprog.length);
  same('a member that is unknown', 2, await codeOf(admin.command({ killOp: 1, op: 'node-9:1' })));
  await admin.command({ killOp: 1, op: `node-2:${onTwo}` });
  same('killOp elsewhere', 11601, await victims[0]);

  const all = [{ user: 'alice', db: 'app' }];
  const kill = await admin.command({ killAllSessions: all, report: true, requireAll: true });
  same('a kill elsewhere', 11601, await victims[1]);
  same('is counted', 1, Number(kill.report.operationsKilled));
  same('and answered by all', ['answered', 'answered', 'answered'], kill.report.members.map(each => each.state));

  victims = [sleep(two.alice), sleep(three.alice)];
  await Promise.all([sleeping(two.root, 1), sleeping(three.root, 1)]);
  const script = 'JSON.stringify([db.currentOp(true).inprog.filter(op => /^node-[23]:/.test(op.opid)).length >= 2, '
    + 'db.adminCommand({killAllSessions: [{user: "alice", db: "app"}]}).ok])';
  same('mongosh lists and kills', '[true,1]',
    execFileSync(mongosh, ['--norc', '--quiet', url(addresses[0], 'root', 'admin'), '--eval', script],
      { encoding: 'utf8' }).trim());
  same('both are told', [11601, 11601], await Promise.all(victims));

  await killMany(one, two);
  await stopThird(admin);
  await Promise.all([one, two, three].flatMap(each => [each.root.close(), each.alice.close()]));
  console.log(`${passed()} passed`);
}

main().catch(e => {
  console.error(e);
  process.exit(1);
});
