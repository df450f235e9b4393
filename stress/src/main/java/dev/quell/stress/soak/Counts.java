package dev.quell.stress.soak;

import java.util.concurrent.atomic.LongAdder;

/** How much was done, and how much of it was checked: a check that never has anything to check would pass too. */
final class Counts {
  final LongAdder runs = new LongAdder();
  final LongAdder killedRuns = new LongAdder();
  final LongAdder virtualRuns = new LongAdder();
  final LongAdder exemptRuns = new LongAdder();
  final LongAdder polls = new LongAdder();
  final LongAdder kills = new LongAdder();
  final LongAdder claims = new LongAdder();
  final LongAdder cursorClaims = new LongAdder();
  final LongAdder waits = new LongAdder();
  final LongAdder waitsEndedByKill = new LongAdder();
  final LongAdder callbacks = new LongAdder();
  final LongAdder callsByOthers = new LongAdder();
  final LongAdder joins = new LongAdder();
  final LongAdder deadlineKills = new LongAdder();
  final LongAdder cursorsOpened = new LongAdder();
  final LongAdder cursorsClosed = new LongAdder();
  final LongAdder pins = new LongAdder();
  final LongAdder sessionsEnded = new LongAdder();
  final LongAdder sessionsExpired = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder roleChanges = new LongAdder();
  final LongAdder labelledVictims = new LongAdder();
  final LongAdder relabels = new LongAdder();
  final LongAdder children = new LongAdder();
  final LongAdder childrenWithParent = new LongAdder();
  final LongAdder bornKilled = new LongAdder();
  final LongAdder refKills = new LongAdder();
  final LongAdder lateRefs = new LongAdder();
  final LongAdder deadlinesReplaced = new LongAdder();
  final LongAdder agedVictims = new LongAdder();
  final LongAdder narrowKills = new LongAdder();
  final LongAdder tells = new LongAdder();
  final LongAdder stops = new LongAdder();
  final LongAdder listings = new LongAdder();
  final LongAdder explanations = new LongAdder();
  final LongAdder staleUses = new LongAdder();
  final LongAdder thaws = new LongAdder();

  // Checks that had something to check.
  final LongAdder complete = new LongAdder();
  final LongAdder completeByRole = new LongAdder();
  final LongAdder completeByLabel = new LongAdder();
  final LongAdder completeChildren = new LongAdder();
  final LongAdder completeCursors = new LongAdder();
  final LongAdder exact = new LongAdder();
  final LongAdder cutOff = new LongAdder();
}
