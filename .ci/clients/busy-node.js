// Every worker is taken, and more work waits: what an operator needs still answers, and a kill ends all of it.
// $1 the address, $2 mongosh. The server has --auth, --workers 2, --enable-test-commands, and no user yet.
'use strict';
const { execFileSync } = require('node:child_process');
const { MongoClient } = require('mongodb');
const { same, codeOf, passed } = require('./check.js');

const [address, mongosh] = process.argv.slice(2);
const SLEEPS = 130; // more than the documents of a first batch
const url = (user, source) => `mongodb://${user}:secret@${address}/?authSource=${source}`;

async function main() {
  const first = new MongoClient(`mongodb://${address}/`);
  await first.db('admin').command({ createUser: 'root', pwd: 'secret', roles: ['root'] });
  await first.close();
  const root = new MongoClient(url('root', 'admin'));
  const admin = root.db('admin');
  await root.db('app').command({ createUser: 'alice', pwd: 'secret', roles: ['readWrite'] });
  const alice = new MongoClient(url('alice', 'app'), { maxPoolSize: SLEEPS });

  const sleeps = Array.from({ length: SLEEPS }, () => codeOf(alice.db('app').command({ sleep: 1, secs: 3600 })));
  const list = (...stages) => admin.aggregate([{ $currentOp: { allUsers: true } }, ...stages]).toArray();
  const isSleep = { $match: { 'command.sleep': 1 } };
  while ((await list(isSleep)).length < SLEEPS) {
    // they are on their way
  }
  same('all are listed', true, (await list()).length > SLEEPS);
  same('those that wait', SLEEPS - 2, (await list({ $match: { waitingForWorker: true } })).length);
  same('the command', SLEEPS, (await admin.command({ currentOp: 1, 'command.sleep': 1 })).inprog.length);
  same('mongosh', true, Number(execFileSync(mongosh, ['--norc', '--quiet', url('root', 'admin'), '--eval',
    'db.getSiblingDB("admin").currentOp({ "command.sleep": 1 }).inprog.length'], { encoding: 'utf8' })) === SLEEPS);
  same('sessions', true, (await admin.aggregate([{ $listLocalSessions: { allUsers: true } }]).toArray()).length > SLEEPS);
  same('users', 2, (await admin.command({ usersInfo: { forAllDBs: true } })).users.length);
  same('a password', 1, (await root.db('app').command({ updateUser: 'alice', pwd: 'other' })).ok);
  same('databases', 1, (await admin.command({ listDatabases: 1 })).ok);
  same('no such command', 59, await codeOf(admin.command({ noSuchCommand: 1 })));
  same('a login with the old password', 18, await codeOf(new MongoClient(url('alice', 'app')).connect()));
  const kill = await admin.command({ killAllSessions: [{ user: 'alice', db: 'app' }], report: true });
  same('all are killed', SLEEPS, Number(kill.report.operationsKilled));
  same('all are told', [11601], [...new Set(await Promise.all(sleeps))]);
  same('none is left', 0, (await list(isSleep)).length);
  await alice.close();
  await root.close();
  console.log(`${passed()} passed`);
}

main().catch(e => {
  console.error(e);
  process.exit(1);
});
