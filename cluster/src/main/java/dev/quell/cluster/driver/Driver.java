package dev.quell.cluster.driver;

import dev.quell.KillCore;
import dev.quell.cluster.engine.Engine;
import dev.quell.cluster.protocol.Action;
import dev.quell.cluster.protocol.ClusterProtocol;
import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.Event;
import dev.quell.cluster.protocol.Message;
import dev.quell.cluster.protocol.Now;
import dev.quell.cluster.protocol.Outcome;
import dev.quell.cluster.protocol.Settings;
import dev.quell.cluster.wire.MessageCodec;
import dev.quell.cluster.wire.MessageEncoder;
import dev.quell.cluster.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands everything that happens to the protocol, one after another, and carries out what it decides. Whoever brings
 * something takes it up at once, on its own thread, if nobody else is at it; else whoever is at it takes it along. So a
 * kill costs no change of threads, neither on its way out nor where it comes in, and nobody waits for anybody. What may
 * block is done on {@link Tasks}.
 */
public final class Driver implements Engine.Listener {
  private static final LongSupplier WALL_MILLIS = System::currentTimeMillis;
  /** After so many steps for others, a caller is let go, and a thread of the tasks goes on. */
  private static final int MOST_STEPS = 256;
  /** Messages that are longer are few, and much larger when they are decoded. */
  private static final int LARGE_BYTES = 64 << 10;
  /** For so long a thread that reads waits for that: longer than the protocol takes, and not for ever. */
  private static final long MOST_WAIT_SECONDS = 1;
  /** So many kills a thread that reads carries out before it reads on. */
  private static final int MOST_KILLS = 16;
  /** Of so many members it is told that they sent what is no message; without TLS names are made up. */
  private static final int MOST_TOLD = 64;

  private final Tasks tasks;
  private final KillCore core;
  private final Engine engine;
  private final Consumer<Event> events;
  private final Consumer<Throwable> errors;
  private final Walks walks;
  private final long tickNanos;
  private final ClusterProtocol protocol; // of the thread that drains
  private final List<Action> actions = new ArrayList<>(); // of the thread that drains
  private final MessageEncoder encoder = new MessageEncoder(); // of the thread that drains
  private boolean ended; // of the thread that drains
  private final Queue<Told> steps = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private final Set<String> toldMalformed = ConcurrentHashMap.newKeySet();
  private final Thread ticker;
  private volatile boolean closed;

  /** Messages that came. */
  public final LongAdder received = new LongAdder();
  /** Messages that were none. */
  public final LongAdder malformed = new LongAdder();
  /** Messages that the engine would not take. */
  public final LongAdder notSent = new LongAdder();

  /** Something for the protocol to be told. */
  @FunctionalInterface
  public interface Step {

    /**
     * Tells it.
     *
     * @param protocol not to be kept
     * @param now made after what is told has happened
     * @param out for what the protocol wants done
     */
    void take(ClusterProtocol protocol, Now now, List<Action> out);
  }

  /** What is in the queue: a step, and what to do instead of it when the protocol takes no more. */
  private record Told(Step step, Runnable instead) {}

  /**
   * Makes a driver; nothing happens before {@link #start}.
   *
   * @param core where kills are carried out
   * @param engine carries the messages
   * @param settings of the protocol
   * @param tasks threads for what may block
   * @param events told of the protocol's events, on whatever thread, one at a time; must not block
   * @param errors told of what goes wrong
   */
  public Driver(
      final KillCore core,
      final Engine engine,
      final Settings settings,
      final Tasks tasks,
      final Consumer<Event> events,
      final Consumer<Throwable> errors) {
    this.core = core;
    this.engine = engine;
    this.tasks = tasks;
    this.events = events;
    this.errors = errors;
    walks = new Walks(core);
    tickNanos = settings.tickNanos();
    protocol = new ClusterProtocol(settings, now());
    ticker = new Thread(this::tick, "quell-cluster-" + settings.name() + " tick");
    ticker.setDaemon(true);
  }

  private Now now() {
    return Now.of(core, System::nanoTime, WALL_MILLIS);
  }

  /** Starts the engine, then the protocol and the clock. */
  public void start() {
    engine.start(this);
    submit((machine, now, out) -> machine.start(List.of(), now, out));
    ticker.start();
  }

  private void tick() {
    final Step step = ClusterProtocol::tick;
    while (!closed) {
      submit(step);
      LockSupport.parkNanos(tickNanos);
    }
  }

  /** Has the protocol told, now or soon, unless it takes no more. Never blocks. */
  public void submit(final Step step) {
    submit(step, () -> {});
  }

  /**
   * Has the protocol told, now or soon. Never blocks.
   *
   * @param step tells it
   * @param instead run in its place once this member has left, or if the step throws
   */
  public void submit(final Step step, final Runnable instead) {
    if (add(step, instead)) {
      drain(null);
    }
  }

  /** Queues; true if this thread is now the one that drains. */
  private boolean add(final Step step, final Runnable instead) {
    steps.add(new Told(step, instead));
    return pending.getAndIncrement() == 0; // atomic: one thread at a time drains
  }

  /**
   * Tells the protocol what is queued.
   *
   * @param kills takes the kills that this thread carries out afterwards; null if it leaves them to the tasks
   */
  private void drain(final @Nullable List<Action.Apply> kills) {
    int taken = 0;
    do {
      final Told next = steps.poll();
      if (next != null) {
        take(next, kills);
      }
      if (++taken == MOST_STEPS && pending.get() > 1) {
        tasks.execute(this::drainOn);
        return;
      }
    } while (pending.decrementAndGet() != 0); // atomic: see submit
  }

  /** Goes on where {@link #drain} let go: its last step is still counted. */
  private void drainOn() {
    if (pending.decrementAndGet() != 0) {
      drain(null);
    }
  }

  private void take(final Told told, final @Nullable List<Action.Apply> kills) {
    if (ended) {
      told.instead.run();
      return;
    }
    try {
      try {
        told.step.take(protocol, now(), actions);
      } catch (final RuntimeException | Error e) {
        told.instead.run();
        throw e;
      }
      for (final Action action : actions) { // none is added meanwhile: who hears of an event submits
        carryOutSafely(action, kills);
      }
    } catch (final RuntimeException | Error e) {
      errors.accept(e);
    } finally {
      actions.clear();
    }
  }

  /** One that fails keeps no other from being carried out. */
  private void carryOutSafely(final Action action, final @Nullable List<Action.Apply> kills) {
    try {
      carryOut(action, kills);
    } catch (final RuntimeException | Error e) {
      errors.accept(e);
    }
  }

  private void carryOut(final Action action, final @Nullable List<Action.Apply> kills) {
    if (action instanceof Action.Send send) {
      if (!engine.send(send.to(), encoder.encode(send.message()))) {
        notSent.increment();
      }
    } else if (action instanceof Action.Apply apply) {
      if (kills == null || kills.size() == MOST_KILLS) {
        tasks.execute(() -> kill(apply));
      } else {
        kills.add(apply);
      }
    } else if (action instanceof Action.ApplyRoles apply) {
      tasks.execute(() -> {
        core.replaceRoles(apply.owner());
        applied(apply.entry(), Outcome.NOTHING);
      });
    } else if (action instanceof Action.Serve serve) {
      tasks.execute(() -> serve(serve));
    } else if (action instanceof Action.DropWalk drop) {
      walks.drop(drop.walk());
    } else if (action instanceof Action.Tell tell) {
      events.accept(tell.event());
    }
  }

  private void kill(final Action.Apply apply) {
    applied(apply.entry(), Outcome.of(core.kill(apply.request(), tasks::executeOrRefuse)));
  }

  private void applied(final EntryId entry, final Outcome outcome) {
    submit((machine, now, out) -> machine.applied(entry, outcome, now, out));
  }

  private void serve(final Action.Serve serve) {
    final Walks.Page page = walks.page(serve.walk(), serve.question(), serve.page(), serve.rows());
    submit(
        (machine, now, out) -> machine.served(serve.walk(), serve.page(), page.rows(), page.last(), now, out));
  }

  @Override
  public void received(final String member, final byte[] bytes) {
    received.increment();
    final Message message;
    try {
      message = MessageCodec.decode(bytes);
    } catch (final WireException e) {
      malformed.increment();
      if (toldMalformed.size() < MOST_TOLD && toldMalformed.add(member)) { // once: who is hostile or new fills no log
        errors.accept(e);
      }
      return;
    }
    if (bytes.length > LARGE_BYTES) {
      receivedLarge(member, message);
    } else if (add((machine, now, out) -> machine.received(member, message, now, out), () -> {})) {
      drainAndKill();
    }
  }

  /**
   * Returns when the protocol has taken it: else the pages that a newcomer gets from many would all wait in the queue,
   * decoded. Who drains does not wait for a reader, and this wait has an end in any case.
   */
  private void receivedLarge(final String member, final Message message) {
    final CountDownLatch taken = new CountDownLatch(1);
    final Step step = (machine, now, out) -> {
      machine.received(member, message, now, out);
      taken.countDown();
    };
    if (add(step, taken::countDown)) {
      drainAndKill();
    } else {
      try {
        taken.await(MOST_WAIT_SECONDS, TimeUnit.SECONDS);
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt(); // the engine closes
      }
    }
  }

  /**
   * Drains on a thread that reads, and then carries out the kills that it has found there: that saves a change of
   * threads. Nothing of the host's runs here, and meanwhile others may drain.
   */
  private void drainAndKill() {
    final List<Action.Apply> found = new ArrayList<>(1);
    drain(found);
    for (final Action.Apply apply : found) {
      try {
        kill(apply);
      } catch (final RuntimeException | Error e) {
        errors.accept(e);
      }
    }
  }

  @Override
  public void hint(final String member, final boolean lives) {
    submit((machine, now, out) -> machine.hint(member, lives, now, out));
  }

  /** Says goodbye, then closes the engine. */
  public void close() {
    final CountDownLatch said = new CountDownLatch(1);
    submit((machine, now, out) -> {
      machine.goodbye(now, out);
      ended = true;
    });
    submit((machine, now, out) -> said.countDown(), said::countDown); // after what the goodbye asked for
    try {
      said.await(1, TimeUnit.SECONDS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stop();
  }

  /** Stops without a word, for a member that was never one. */
  public void stop() {
    closed = true;
    LockSupport.unpark(ticker);
    engine.close();
    try {
      if (ticker != Thread.currentThread()) {
        ticker.join(TimeUnit.SECONDS.toMillis(1));
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
