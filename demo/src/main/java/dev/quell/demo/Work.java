package dev.quell.demo;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a kill may hit: a running operation, or an open cursor. For the main thread. */
interface Work {
  /** The session it is in. */
  Visit visit();

  /** Begins anew, after a kill. */
  void start() throws InterruptedException;

  /** Whether it goes on, though others may have been killed; null if so, else what is wrong. */
  @Nullable
  String faultIfSpared() throws InterruptedException;

  /** Whether it stopped as a victim should, with one of these codes; null if so, else what is wrong. */
  @Nullable
  String faultIfKilled(Set<Integer> codes) throws InterruptedException;

  /** How many operations a kill of its session claims of it. */
  int operations();

  /** How many cursors a kill of its session claims of it. */
  int cursors();

  /** The code that it saw; 0 if it was not killed. */
  int sawCode();

  /** When it saw that, by {@link System#nanoTime}. */
  long stoppedAt();
}
