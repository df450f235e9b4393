package dev.quell.server.dispatch;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what a kill sets off elsewhere, on the thread of the kill, but after the reply to it: hundreds of victims that
 * are told of their end do not come before the one who has asked for it. On a thread that makes no reply it runs at
 * once. Stateless but for the calling thread's own list.
 */
public final class AfterReply implements Executor {
  /** The one there is. */
  public static final AfterReply INSTANCE = new AfterReply();

  private static final Logger LOG = LoggerFactory.getLogger(AfterReply.class);
  private static final ThreadLocal<@Nullable Queue<Runnable>> LATER = new ThreadLocal<>();

  private AfterReply() {}

  @Override
  public void execute(final Runnable task) {
    final Queue<Runnable> later = LATER.get();
    if (later == null) {
      task.run();
    } else {
      later.add(task);
    }
  }

  /** The calling thread makes a reply and hands it over; then comes what that has set off. */
  public void around(final Runnable reply) {
    final Queue<Runnable> later = new ArrayDeque<>();
    LATER.set(later);
    try {
      reply.run();
    } finally {
      LATER.remove();
      later.forEach(AfterReply::run);
    }
  }

  /** What goes wrong for one victim keeps no other from hearing of its end. */
  private static void run(final Runnable step) {
    try {
      step.run();
    } catch (final Throwable e) { // no memory, as a rule
      LOG.error("a victim could not be told of its end", e);
    }
  }
}
