// Kills by one of three servers of a cluster, with the node driver and mongosh; victims on the others.
// $1 the addresses, separated by commas, $2 mongosh. The servers are node-1 to node-3, with --auth and no user yet.
'use strict';
const { execFileSync } = require('node:child_process');
const { MongoClient } = require('mongodb');
const { same, codeOf, passed } = require('./check.js');

const addresses = process.argv[2].split(',');
const mongosh = process.argv[3];
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
  const status = await admin.command({ serverStatus: 1 });
  same('serverStatus', 3, status.quell.cluster.members.length);
  await Promise.all([one, two, three].flatMap(each => [each.root.close(), each.alice.close()]));
  console.log(`${passed()} passed`);
}

main().catch(e => {
  console.error(e);
  process.exit(1);
});
