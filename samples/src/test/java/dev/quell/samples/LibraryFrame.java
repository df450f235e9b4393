package dev.quell.samples;

import dev.quell.Operation;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;

/** What docs/library.md presumes. */
abstract class LibraryFrame extends Frame {
  final ExecutorService pool = threads();
  final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  final BlockingQueue<String> queue = new LinkedBlockingQueue<>(List.of("line"));
  final long id = session.openCursor(new Rows(1)).id();
  final List<Shard> shards = List.of(new Shard("a", 1), new Shard("b", 2));
  long total;

  record Shard(String name, long rows) {
    long count(final Runnable poll) {
      poll.run();
      return rows;
    }
  }

  /** Somebody's code that is told of a kill. */
  static final class Upstream {
    void cancel(final String message) {}
  }

  /** Somebody's code that blocks. */
  static final class Library {
    void copyEverything() throws InterruptedException {
      Thread.sleep(1);
    }
  }

  /** Somebody's code that cannot be given the operation. */
  static final class Template {
    void render() {
      Operation.current().ifPresent(Operation::check);
    }
  }

  final Upstream upstream = new Upstream();
  final Library library = new Library();
  final Template template = new Template();

  String slowQuery() {
    return "answer";
  }

  void work(final Operation operation) {
    operation.check();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    super.close();
  }
}
