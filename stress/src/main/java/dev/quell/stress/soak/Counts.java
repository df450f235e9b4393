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
  final LongAdder joins = new LongAdder();
  final LongAdder deadlineKills = new LongAdder();
  final LongAdder cursorsOpened = new LongAdder();
  final LongAdder cursorsClosed = new LongAdder();
  final LongAdder pins = new LongAdder();
  final LongAdder sessionsEnded = new LongAdder();
  final LongAdder sessionsExpired = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder roleChanges = new LongAdder();
  final LongAdder listings = new LongAdder();
  final LongAdder explanations = new LongAdder();
  final LongAdder staleUses = new LongAdder();
  final LongAdder thaws = new LongAdder();

  // Checks that had something to check.
  final LongAdder complete = new LongAdder();
  final LongAdder completeByRole = new LongAdder();
  final LongAdder completeCursors = new LongAdder();
  final LongAdder exact = new LongAdder();
  final LongAdder cutOff = new LongAdder();
}
