package dev.quell.stress.soak;

import dev.quell.KillPattern;
import dev.quell.Labels;
import dev.quell.Role;
import dev.quell.stress.soak.Names.Name;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the patterns of one kill match, by the books. */
final class Match {
  private final List<KillPattern> patterns;
  // What can have been, for owners and sessions that change; written before the return of the kill is.
  private final Map<OwnerBook, Boolean> mayHold = new HashMap<>();
  private final Map<Name, Boolean> mayCarry = new HashMap<>();

  Match(final List<KillPattern> patterns) {
    this.patterns = patterns;
  }

  boolean asksForLabels() {
    return patterns.stream().anyMatch(pattern -> !pattern.labels().isEmpty());
  }

  boolean asksForRoles() {
    return patterns.stream().anyMatch(pattern -> pattern.roles().isPresent());
  }

  // ---- may

  /** Has the books say for good what can have matched; with the moment of the return. */
  void settle(final Names names, final long called, final long now) {
    for (final OwnerBook owner : names.owners()) {
      if (owner.isChanging()) {
        mayHold.put(owner, patterns.stream()
            .anyMatch(pattern -> pattern.roles().map(roles -> owner.mayHold(roles, called, now)).orElse(true)));
      }
    }
    if (asksForLabels()) {
      for (final Name name : names.all()) {
        if (name.owner().isChanging()) {
          mayCarry.put(name,
              patterns.stream().anyMatch(pattern -> name.mayCarry(pattern.labels(), called, now)));
        }
      }
    }
  }

  /** Whether a session of this name can have matched at some moment of the kill. */
  boolean maySession(final Name name, final KillBook kill, final long now) {
    return patterns.isEmpty()
        || patterns.stream()
            .anyMatch(pattern -> mayMeet(pattern, name, kill, now) && mayCarry(pattern, name, kill, now));
  }

  /**
   * Whether an operation or cursor with these labels can have matched, for its session or for itself.
   *
   * @param name that of its session; null if it has none
   */
  boolean mayWork(final Name name, final Labels own, final KillBook kill, final long now) {
    return name != null && maySession(name, kill, now)
        || patterns.stream()
            .anyMatch(
                pattern -> carries(own, pattern)
                    && (isAlone(pattern) || name != null && mayMeet(pattern, name, kill, now)));
  }

  private boolean mayMeet(final KillPattern pattern, final Name name, final KillBook kill, final long now) {
    return fits(pattern, name) && pattern.roles().map(roles -> mayHold(name.owner(), roles, kill, now)).orElse(true);
  }

  private boolean mayHold(final OwnerBook owner, final Set<Role> roles, final KillBook kill, final long now) {
    if (owner.isChanging() && kill.hasReturned()) {
      return mayHold.get(owner); // of any of the patterns: wide enough
    }
    return owner.mayHold(roles, kill.called, now) || owner.isChanging() && kill.hasReturned() && mayHold.get(owner);
  }

  private boolean mayCarry(final KillPattern pattern, final Name name, final KillBook kill, final long now) {
    if (pattern.labels().isEmpty()) {
      return true;
    }
    final boolean changes = name.owner().isChanging();
    if (changes && kill.hasReturned()) {
      return mayCarry.get(name); // of any of the patterns: wide enough
    }
    return name.mayCarry(pattern.labels(), kill.called, now) || changes && kill.hasReturned() && mayCarry.get(name);
  }

  // ---- must

  /**
   * Whether a session of this name that was open all the while matched all the while, be it one pattern at first and
   * another one later; for the killer, before the return is noted.
   */
  boolean mustSession(final Name name, final long called, final long now) {
    return patterns.isEmpty() || mustMeet(name, Labels.none(), called, now);
  }

  /** Whether an operation or cursor with these labels, in a session that was open, matched all the while. */
  boolean mustWork(final Name name, final Labels own, final long called, final long now) {
    return patterns.isEmpty() || mustMeet(name, own, called, now);
  }

  private boolean mustMeet(final Name name, final Labels own, final long called, final long now) {
    final Set<Role> any = new HashSet<>();
    for (final KillPattern pattern : patterns) {
      if (fits(pattern, name) && (carries(own, pattern) || name.mustCarry(pattern.labels(), called, now))) {
        if (pattern.roles().isEmpty()) {
          return true;
        }
        any.addAll(pattern.roles().get());
      }
    }
    return name.owner().mustHold(any, called, now);
  }

  /** Whether work with these labels matched for itself, wherever it is. */
  boolean mustAlone(final Labels own) {
    return patterns.stream().anyMatch(pattern -> isAlone(pattern) && carries(own, pattern));
  }

  // ---- fields

  private static boolean carries(final Labels own, final KillPattern pattern) {
    return !pattern.labels().isEmpty() && own.containsAll(pattern.labels());
  }

  /** Whether the pattern asks for labels and nothing else. */
  private static boolean isAlone(final KillPattern pattern) {
    return !pattern.labels().isEmpty() && pattern.id().isEmpty() && pattern.uid().isEmpty()
        && pattern.users().isEmpty() && pattern.roles().isEmpty() && pattern.minIdle().isEmpty()
        && pattern.minAge().isEmpty();
  }

  /** Whether the name meets what never changes: UUID and owner. Ages of zero exclude nobody. */
  private static boolean fits(final KillPattern pattern, final Name name) {
    return !pattern.matchesNobody()
        && pattern.id().map(name.id()::equals).orElse(true)
        && pattern.uid().map(name.owner().uid()::equals).orElse(true)
        && pattern.users().map(users -> users.contains(Names.user(name.owner()))).orElse(true);
  }
}
