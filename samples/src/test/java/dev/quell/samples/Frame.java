package dev.quell.samples;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A host as the samples presume it: the names that they use and do not declare. */
abstract class Frame implements AutoCloseable {
  final KillCore core = KillCore.create();
  final UUID lsid = new UUID(1, 1);
  Owner alice = Owner.of("alice", "app", Role.of("readWrite", "test"));
  final Session session = core.session(lsid, alice);
  /** Runs, and for somebody else than alice. */
  final Operation op = core.session(lsid, Owner.of("bob", "app")).begin("other work");
  final Rows rows = new Rows(3);
  /** What was sent to the client. */
  final List<String> sent = new ArrayList<>();
  /** What was logged. */
  final List<Object> logged = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Runs the sample, if it is the inside of a method. */
  void run() throws Exception {
    throw new AssertionError("declares methods");
  }

  /** A result. */
  static final class Rows implements AutoCloseable {
    private final int count;
    private int row;

    Rows(final int count) {
      this.count = count;
    }

    boolean next() {
      return ++row <= count;
    }

    String row() {
      return "row " + row;
    }

    @Override
    public void close() {}
  }

  ExecutorService threads() {
    return threads;
  }

  void send(final String row) {
    sent.add(row);
  }

  void log(final Object what) {
    logged.add(what);
  }

  @Override
  public void close() {
    op.close();
    threads.shutdown();
    try {
      threads.awaitTermination(1, TimeUnit.MINUTES); // what the sample has begun on them, it leaves them to do
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    core.close();
    threads.shutdownNow();
  }
}
