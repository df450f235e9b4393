package dev.quell.stress.cluster;

import dev.quell.stress.cluster.LifeBook.Applied;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Holds a round to C1, C2, C3, C4 and C8 as far as processes can see them. It knows nothing of the protocol: only who
 * began what when, who called and returned when, who says that it has done what. It judges by the order of moments of
 * one clock, not by how long anything took.
 */
final class Checker {
  /** A kill that comes late spares what began in about the last second before its call. */
  static final long SPARED_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);
  /** The caller may be dead before it returns; what it has promised goes on so long. */
  private static final long LONGEST_CALL_NANOS = TimeUnit.MILLISECONDS.toNanos(2_200);

  private final Books books;
  private final Violations violations;
  private final Counts counts;
  private long spared;

  Checker(final Books books, final Violations violations, final Counts counts) {
    this.books = books;
    this.violations = violations;
    this.counts = counts;
  }

  /**
   * Looks at a round when all faults are over, all that is open has had time, and all things have ended.
   *
   * @param began when it began: all who lived then knew each other
   */
  void check(final long began) {
    final Collection<LifeBook> lives = books.lives();
    spared = SPARED_NANOS + lives.stream().mapToLong(LifeBook::longestStall).max().orElse(0);
    for (final LifeBook life : lives) {
      life.things.values().forEach(all -> all.forEach(thing -> death(life, thing)));
      life.events.forEach(event -> event(life, event));
    }
    for (final KillBook kill : books.kills()) {
      counts.add("kills", 1);
      counts.add("shape " + kill.shape.kind(), 1);
      names(kill, lives, began);
      lives.forEach(life -> on(life, kill));
    }
  }

  private static void each(final LifeBook life, final Consumer<Thing> what) {
    life.things.values().forEach(all -> all.forEach(what));
  }

  // ---- what has died

  private void death(final LifeBook life, final Thing thing) {
    counts.add(thing.isCursor() ? "cursors" : "operations", 1);
    if (thing.lives()) {
      return;
    }
    counts.add(thing.isCursor() ? "cursors killed" : "operations killed", 1);
    if (thing.isCursor()) {
      cursorDeath(life, thing);
      return;
    }
    final KillBook kill = books.kill(thing.killedBy());
    if (kill == null) {
      if (!isOfDead(thing.killedBy())) {
        violations.add("C3 never younger", life.life + ": " + thing + ", which nobody called");
      }
      return;
    }
    counts.add("C3 checked", 1);
    if (!kill.shape.matches(thing) || kill.shape.isByRole() && !mayHoldRole(life, kill, thing)) {
      violations.add(
          kill.shape.isByRole() ? "C8 in order" : "C3 never younger",
          life.life + ": " + thing + ", which " + kill + " is not for");
    }
    if (thing.called() > latest(kill)) {
      violations.add(
          "C3 never younger",
          life.life + ": " + thing + ", younger by " + (thing.called() - latest(kill)) / 1_000 + " us than " + kill);
    }
    if (!life.applied.containsKey(kill.reason) && life.isAlive()) {
      violations.add("C4 once", life.life + ": " + thing + ", and its core does not tell of that kill");
    }
  }

  /** Whether the caller died so soon after the call that its log of it is lost. */
  private boolean isOfDead(final String reason) {
    return reason.startsWith("K.") && !books.life(Life.named(reason)).isAlive();
  }

  /** What began after this is younger. */
  private long latest(final KillBook kill) {
    return kill.returned != KillBook.NEVER || books.life(kill.caller).isAlive()
        ? kill.returned : kill.called + LONGEST_CALL_NANOS + spared - SPARED_NANOS;
  }

  /** A cursor does not say which kill it was: there must be one. */
  private void cursorDeath(final LifeBook life, final Thing thing) {
    final boolean some = books.kills().stream().anyMatch(
        kill -> kill.shape.matches(thing) && kill.called < thing.seen() && latest(kill) >= thing.called())
        || life.applied.keySet().stream().anyMatch(this::isOfDead);
    if (!some) {
      violations.add("C3 never younger", life.life + ": " + thing + ", and there is no such kill");
    }
  }

  private void event(final LifeBook life, final String event) {
    counts.add("events " + event.split(" ", 3)[1], 1);
    if (event.startsWith("event gap ")) {
      violations.add("C5 bounded", life.life + " has missed kills for good: " + event);
    } else if (event.startsWith("event taken ")) {
      violations.add("names", life.life + " hears that another process has its name: " + event);
    } else if (event.startsWith("event threw ")) {
      violations.add("thrown", life.life + ": " + event);
    }
  }

  // ---- what a kill has done

  /** Everybody who was there all the while is in the report. */
  private void names(final KillBook kill, final Collection<LifeBook> lives, final long began) {
    if (kill.returned == KillBook.NEVER) {
      if (books.life(kill.caller).isAlive()) {
        violations.add("C1 complete", kill + " has not returned");
      }
      return;
    }
    if (kill.settled == KillBook.NEVER && books.life(kill.caller).isAlive()) {
      violations.add("C2 caught up", kill + " has not been answered by all: " + kill.rows);
    }
    counts.most("longest kill, ms", (kill.returned - kill.called) / 1_000_000);
    kill.rows.forEach(row -> counts.add("at return " + row.state(), 1));
    for (final LifeBook life : lives) {
      if (books.life(kill.caller).joined < began && life.livedFrom(began, kill.returned)
          && kill.rows.stream().noneMatch(row -> row.member().equals(life.life.member()))) {
        violations.add("C1 complete", kill + " does not name " + life.life);
      }
    }
  }

  private void on(final LifeBook life, final KillBook kill) {
    final List<Applied> applied = life.applied.getOrDefault(kill.reason, List.of());
    if (applied.size() > 1) {
      violations.add("C4 once", life.life + " has done it " + applied.size() + " times: " + kill);
    }
    complete(life, kill);
    if (!life.isAlive()) {
      return;
    }
    if (applied.isEmpty()) {
      missing(life, kill);
    } else {
      caughtUp(life, kill, applied.get(0).at());
      sameCounts(life, kill, applied.get(0));
    }
  }

  /** C1: what had begun before the call does not live after the answer. */
  private void complete(final LifeBook life, final KillBook kill) {
    final long promised = kill.completeOn(life.life.member());
    if (promised == KillBook.NEVER || !life.livedFrom(kill.called, promised)) {
      return;
    }
    counts.add("C1 checked", 1);
    each(life, thing -> {
      if (isFor(life, kill, thing) && thing.begun() < kill.called) {
        if (thing.lives() && thing.seen() > promised) {
          violations.add(
              kill.shape.isByRole() ? "C8 in order" : "C1 complete",
              kill + " is answered by " + life.life + " at " + promised + ": " + thing);
        } else if (thing.seen() > kill.called) {
          counts.add("C1 owed", 1);
        }
      }
    });
  }

  /** C2: what had begun well before the call does not live after the member has heard of it, however late. */
  private void caughtUp(final LifeBook life, final KillBook kill, final long applied) {
    each(life, thing -> {
      if (isFor(life, kill, thing) && thing.begun() < kill.called - spared) {
        if (thing.lives() && thing.seen() > applied) {
          violations.add("C2 caught up", life.life + " has done " + kill + " at " + applied + ": " + thing);
        } else if (thing.seen() > kill.called) {
          counts.add("C2 owed", 1);
        }
      }
    });
  }

  private void missing(final LifeBook life, final KillBook kill) {
    if (life.joined < kill.called - spared && (books.life(kill.caller).isAlive() || books.isKnown(kill))) {
      violations.add("C2 caught up", life.life + " has not heard of " + kill);
    }
  }

  /** C4: what the report says, what the core says and what has died are the same. */
  private void sameCounts(final LifeBook life, final KillBook kill, final Applied applied) {
    final List<Thing> dead = new ArrayList<>();
    each(life, thing -> {
      if (thing.killedBy().equals(kill.reason)) {
        dead.add(thing);
      }
    });
    counts.add("C4 checked", 1);
    if (dead.size() != applied.operations()) {
      violations.add(
          "C4 once",
          kill + " has killed " + applied.operations() + " operations on " + life.life + ", of which " + dead.size()
              + " know");
    }
    final long namesakes = books.lives().stream()
        .filter(other -> other.life.member().equals(life.life.member()) && other.applied.containsKey(kill.reason))
        .count();
    for (final Row row : kill.latest()) {
      if (row.member().equals(life.life.member()) && row.hasDone() && namesakes == 1
          && (row.operations() != applied.operations() || row.cursors() != applied.cursors())) {
        violations.add("C4 once", kill + " reports " + row + ", and its core has done " + applied);
      }
    }
  }

  /** What the cursors of a member say and what its kills have counted is the same. */
  void cursors(final LifeBook life) {
    final List<Thing> dead = new ArrayList<>();
    each(life, thing -> {
      if (thing.isCursor() && !thing.lives()) {
        dead.add(thing);
      }
    });
    final ToLongFunction<List<Applied>> sum = all -> all.stream().mapToLong(Applied::cursors).sum();
    final long told = life.applied.values().stream().mapToLong(sum).sum();
    if (life.isAlive() && dead.size() != told) {
      violations.add("C4 once", told + " cursors were killed on " + life.life + ", of which " + dead.size() + " know");
    }
  }

  // ---- roles

  /** Whether a kill is for a thing, for certain. */
  private boolean isFor(final LifeBook life, final KillBook kill, final Thing thing) {
    return kill.shape.matches(thing) && (!kill.shape.isByRole() || holdsRole(life, kill, thing));
  }

  private boolean holdsRole(final LifeBook life, final KillBook kill, final Thing thing) {
    final RoleChange last = known(life, kill, thing);
    if (last != null) {
      counts.add("C8 checked", 1);
    }
    return last != null && last.holds();
  }

  private boolean mayHoldRole(final LifeBook life, final KillBook kill, final Thing thing) {
    final RoleChange last = known(life, kill, thing);
    return last == null || last.holds();
  }

  /** The last change before the kill, if it was after the member had a session of the owner; else null. */
  private RoleChange known(final LifeBook life, final KillBook kill, final Thing thing) {
    final RoleChange last = books.lastChange(thing.owner(), kill.called);
    final long anchored = life.anchored.getOrDefault(thing.owner(), KillBook.NEVER);
    return last != null && anchored < last.called() ? last : null;
  }
}
