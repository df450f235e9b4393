package dev.quell.stress.soak;

import dev.quell.KillCode;
import dev.quell.KillPattern;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One kill: what it was asked, when it was called and returned, what it reported, and who said it was killed by it. */
final class KillBook {
  /** What a kill goes by. */
  enum Kind {
    PATTERN,
    OPERATION,
    CURSOR
  }

  /** Above those that the core gives itself. */
  private static final int FIRST_CODE = 100_000;
  private static final int CODES = 30_000;

  static final long NOT_YET = Long.MAX_VALUE;

  final long number;
  final Kind kind;
  final List<KillPattern> patterns;
  final Match match;
  final Narrow narrow;
  final int code;
  /** The run that is to die; null for other kinds. */
  final RunBook target;
  final CursorBook cursor;
  final Thread thread = Thread.currentThread();

  /** Between these two the cut-off was drawn; both are as late as can be if there is none. */
  long cutCalled = NOT_YET;
  long cutReturned = NOT_YET;

  /** 0 until it is drawn. */
  volatile long called;
  volatile long returned = NOT_YET;
  /** The exact time of the core when it had returned; 0 before. */
  volatile long returnedMillis;
  /** The number that the core gave the kill; 0 until it has reported. */
  volatile long killId;
  /** Operations that it claimed. */
  volatile long reported;
  volatile long reportedCursors;
  /** Whether the call said that it had hit its operation or cursor. */
  volatile boolean won;
  /** Runs that ended and said they were killed by this; children that began after the kill do not count. */
  final AtomicLong seen = new AtomicLong();
  /** Children of which nobody can say whether they began before the kill or after it. */
  final AtomicLong unsure = new AtomicLong();
  /** How often listeners were told of it. */
  final AtomicInteger tells = new AtomicInteger();
  /** When its report said that all victims have stopped. */
  volatile long stopped = NOT_YET;
  /** A number the victims were told, to be that of the report. */
  volatile long toldKillId;

  KillBook(
      final long number, final Kind kind, final List<KillPattern> patterns, final Narrow narrow, final RunBook target,
      final CursorBook cursor) {
    this.number = number;
    this.kind = kind;
    this.patterns = patterns;
    this.match = new Match(patterns);
    this.narrow = narrow;
    this.target = target;
    this.cursor = cursor;
    this.code = kind == Kind.CURSOR ? KillCode.CURSOR_KILLED : FIRST_CODE + (int) (number % CODES);
  }

  /** What the victims are told. */
  String reason() {
    return "k" + number;
  }

  static long numberOf(final String reason) {
    return reason.startsWith("k") ? Long.parseLong(reason.substring(1)) : 0;
  }

  /** Notes what a kill by pattern has reported. */
  void reported(final Access.Outcome outcome, final Books books) {
    reported = outcome.operations();
    reportedCursors = outcome.cursors();
    killId = outcome.killId();
    books.counts.claims.add(reported);
    books.counts.cursorClaims.add(reportedCursors);
    books.cursorsClaimed.addAndGet(reportedCursors);
  }

  /** Notes the return; has the books say for good what can have matched before. */
  void returned(final Books books) {
    final long now = books.now();
    returnedMillis = books.clock.exactMillis();
    if (kind == Kind.PATTERN) {
      match.settle(books.names, called, now);
    }
    returned = now;
  }

  boolean hasReturned() {
    return returned != NOT_YET;
  }

  @Override
  public String toString() {
    return "kill " + number + " " + (kind == Kind.PATTERN ? patterns : kind) + narrow + ", called " + called
        + (hasReturned() ? ", returned " + returned : ", under way")
        + (cutCalled == NOT_YET ? "" : ", cut-off " + cutCalled + " to " + cutReturned);
  }
}
