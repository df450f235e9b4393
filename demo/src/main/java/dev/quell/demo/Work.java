package dev.quell.demo;

import dev.quell.KillCause;
import java.util.function.Predicate;

/** What a kill may hit: an operation that runs on a thread of its own, or an open cursor. For the main thread. */
interface Work {
  /** Where it runs or is open; null if in no session. */
  Place place();

  /** Whether session kills pass it over though its session matches. */
  boolean exempt();

  /** Whether it is as it should be while nobody kills it; null if so, else what is wrong. */
  String faultIfSpared() throws InterruptedException;

  /**
   * Whether it stopped as a victim of a kill should; null if so, else what is wrong.
   *
   * @param expected whether an operation should have seen this cause
   */
  String faultIfKilled(Predicate<KillCause> expected) throws InterruptedException;

  /** Begins anew, after a kill or a stop. */
  void start() throws InterruptedException;

  /** Ends of its own accord. */
  void stop() throws InterruptedException;

  /** What a kill of the sessions that match should hit. */
  static Predicate<Work> in(final Predicate<Place> matches) {
    return work -> work.place() != null && !work.exempt() && matches.test(work.place());
  }
}
