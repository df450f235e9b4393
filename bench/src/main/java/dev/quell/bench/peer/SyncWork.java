package dev.quell.bench.peer;

/** A work of {@link IndexedSync}. */
final class SyncWork {
  volatile boolean killed;
  SyncSession session;
  SyncWork next;
  SyncWork before;
}
