package dev.quell.bench.peer;

import dev.quell.SessionEndedException;

/** What the peers with {@link ListSession} have in common. */
interface ListSubject extends Subject<ListSession, Work> {

  @Override
  default Work newWork() {
    return new Work();
  }

  @Override
  default void begin(final Work work, final ListSession session) {
    if (!session.tryBegin(work)) {
      throw new SessionEndedException();
    }
  }

  @Override
  default boolean isKilled(final Work work) {
    return work.isKilled();
  }

  @Override
  default void awaitKill(final Work work) throws InterruptedException {
    work.awaitKill();
  }

  @Override
  default void endWork(final Work work) {
    work.session.finish(work);
  }
}
