package dev.quell.stress.soak;

import dev.quell.KillCode;
import dev.quell.KillPattern;
import dev.quell.Role;
import dev.quell.stress.soak.Names.Name;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  final int code;
  /** The run that is to die; null for other kinds. */
  final RunBook target;
  final CursorBook cursor;

  /** Between these two the cut-off was drawn; both are as late as can be if there is none. */
  long cutCalled = NOT_YET;
  long cutReturned = NOT_YET;

  /** 0 until it is drawn. */
  volatile long called;
  volatile long returned = NOT_YET;
  /** For owners that change their roles: whether they can have matched; written before {@link #returned}. */
  private final Map<OwnerBook, Boolean> mayMatchByRole = new HashMap<>();
  /** The number that the core gave the kill; 0 until it has reported. */
  volatile long killId;
  long reported;
  /** Runs that ended and said they were killed by this. */
  final AtomicLong seen = new AtomicLong();
  /** A number the victims were told, to be that of the report. */
  volatile long toldKillId;

  KillBook(
      final long number, final Kind kind, final List<KillPattern> patterns, final RunBook target,
      final CursorBook cursor) {
    this.number = number;
    this.kind = kind;
    this.patterns = patterns;
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

  /** Has the books say for good which changing owners can have matched; with the moment of the return. */
  void returned(final long now, final List<OwnerBook> owners) {
    for (final OwnerBook owner : owners) {
      if (owner.isChanging()) {
        mayMatchByRole.put(owner, mayMatch(owner, now));
      }
    }
    returned = now;
  }

  private boolean mayMatch(final OwnerBook owner, final long now) {
    return patterns.stream()
        .anyMatch(pattern -> pattern.roles().map(roles -> owner.mayHold(roles, called, now)).orElse(true));
  }

  /** Whether a session of this name can have matched at some moment of the kill. */
  boolean mayMatch(final Name name, final long now) {
    if (patterns.isEmpty()) {
      return true;
    }
    for (final KillPattern pattern : patterns) {
      if (fits(pattern, name) && pattern.roles().map(roles -> mayHold(name.owner(), roles, now)).orElse(true)) {
        return true;
      }
    }
    return false;
  }

  private boolean mayHold(final OwnerBook owner, final Set<Role> roles, final long now) {
    if (owner.isChanging() && returned != NOT_YET) {
      return mayMatchByRole.get(owner); // of any of the patterns: wide enough
    }
    return owner.mayHold(roles, called, now) || owner.isChanging() && returned != NOT_YET && mayMatchByRole.get(owner);
  }

  /**
   * Whether a session of this name that was open all the while matched all the while, be it one pattern at first and
   * another one later; for the killer, before the return is noted.
   */
  boolean mustMatch(final Name name, final long now) {
    if (patterns.isEmpty()) {
      return true;
    }
    final Set<Role> any = new HashSet<>();
    for (final KillPattern pattern : patterns) {
      if (fits(pattern, name)) {
        if (pattern.roles().isEmpty()) {
          return true;
        }
        any.addAll(pattern.roles().get());
      }
    }
    return name.owner().mustHold(any, called, now);
  }

  /** Whether the name meets what never changes: UUID and owner. Ages of zero exclude nobody. */
  private static boolean fits(final KillPattern pattern, final Name name) {
    return !pattern.matchesNobody()
        && pattern.id().map(name.id()::equals).orElse(true)
        && pattern.uid().map(name.owner().uid()::equals).orElse(true)
        && pattern.users().map(users -> users.contains(Names.user(name.owner()))).orElse(true);
  }

  @Override
  public String toString() {
    return "kill " + number + " " + (kind == Kind.PATTERN ? patterns : kind) + ", called " + called
        + (returned == NOT_YET ? ", under way" : ", returned " + returned)
        + (cutCalled == NOT_YET ? "" : ", cut-off " + cutCalled + " to " + cutReturned);
  }
}
