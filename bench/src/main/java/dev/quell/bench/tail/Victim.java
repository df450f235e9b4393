package dev.quell.bench.tail;

import dev.quell.bench.peer.Subject;
import dev.quell.bench.versus.PeerTable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Work that runs until it is stopped, round after round. All but {@link #stop} is called by the victim's thread. */
interface Victim {

  void begin(long round);

  void awaitStop() throws InterruptedException;

  void end();

  /** Stops the round that runs; called by the killer. */
  void stop(long round);

  /** A work in one session after another that polls, or blocks; it is killed through its owner or with all others. */
  static Victim in(final PeerTable table, final boolean blocks, final boolean killAll) {
    return new Victim() {
      private final Subject<Object, Object> subject = table.table();
      private final Object work = subject.newWork();

      @Override
      public void begin(final long round) {
        table.begin(work, session(round));
      }

      private int session(final long round) {
        return (int) (round % table.sessions);
      }

      @Override
      public void awaitStop() throws InterruptedException {
        if (blocks) {
          subject.awaitKill(work);
        }
        while (!subject.isKilled(work)) {
          Thread.onSpinWait();
        }
      }

      @Override
      public void end() {
        subject.endWork(work);
      }

      @Override
      public void stop(final long round) {
        if (killAll) {
          table.killAll();
        } else {
          table.killOwnerOf(session(round));
        }
      }
    };
  }

  /** The limit: a flag, and a thread that looks at it, or parks until it is unparked. */
  static Victim bare(final boolean blocks) {
    return new Victim() {
      private volatile boolean stopped;
      private volatile Thread parked;

      @Override
      public void begin(final long round) {
        stopped = false;
        parked = Thread.currentThread();
      }

      @Override
      public void awaitStop() {
        while (!stopped) {
          if (blocks) {
            LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(1));
          } else {
            Thread.onSpinWait();
          }
        }
      }

      @Override
      public void end() {
        // nothing to give back
      }

      @Override
      public void stop(final long round) {
        stopped = true;
        if (blocks) {
          LockSupport.unpark(parked);
        }
      }
    };
  }
}
