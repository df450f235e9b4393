package dev.quell.cluster;

import dev.quell.KillCore;
import dev.quell.cluster.ClusterException.Reason;
import dev.quell.cluster.driver.Driver;
import dev.quell.cluster.driver.Tasks;
import dev.quell.cluster.engine.EngineException;
import dev.quell.cluster.jgroups.JGroupsEngine;
import dev.quell.cluster.protocol.ClusterProtocol;
import dev.quell.cluster.protocol.Event;
import dev.quell.cluster.protocol.Now;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What runs for a member, from its join until it leaves: the engine, the driver of the protocol, and threads. Hands the
 * protocol's events on to those who wait for them.
 */
final class LocalMember {
  final String name;
  final KillCore core;
  /** How long calls wait for others. */
  final long timeoutNanos;
  /** For what hosts do with answers and events: however much of it blocks, kills have threads. */
  final Tasks hostTasks;
  final EventHub hub;
  final Driver driver;
  final Pending pending = new Pending(this::left);
  /** For kills and questions of others. */
  private final Tasks tasks;
  private final JGroupsEngine engine;
  private final CompletableFuture<Boolean> joined = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private LocalMember(final ClusterBuilder builder, final String name) {
    this.name = name;
    core = builder.core;
    timeoutNanos = builder.timeout.toNanos();
    engine = Joining.open(builder, name, this::refused);
    tasks = new Tasks("quell-cluster-" + name, this::report);
    hostTasks = new Tasks("quell-cluster-" + name + " host", this::report);
    hub = new EventHub(name, hostTasks, hostTasks.serial(), this::report);
    driver = new Driver(
        core, builder.wrapEngine.apply(engine), Joining.settings(builder, name), tasks, this::take, this::report);
  }

  /** Returns when the member has joined, or found nobody. */
  static LocalMember join(final ClusterBuilder builder, final String name) throws InterruptedException {
    final LocalMember member = new LocalMember(builder, name);
    try {
      member.driver.start();
      member.joined.get();
      member.engine.joined();
      return member;
    } catch (final ExecutionException e) {
      member.abandon();
      if (e.getCause() instanceof EngineException refused) {
        throw Joining.typed(refused);
      }
      throw new IllegalStateException("cannot join", e.getCause());
    } catch (final InterruptedException | RuntimeException e) {
      member.abandon();
      if (e instanceof EngineException refused) {
        throw Joining.typed(refused);
      }
      throw e;
    }
  }

  /** Leaves without a word, if it has not left. */
  void abandon() {
    if (beginClose()) {
      driver.stop();
      tasks.close();
      hostTasks.close();
    }
  }

  private void refused(final EngineException refusal) {
    if (!joined.completeExceptionally(refusal)) {
      driver.submit((protocol, now, out) -> hub.nameTaken(String.valueOf(refusal.getMessage())));
    }
  }

  /** Never throws: the thread that reports goes on, also if the log cannot be written. */
  private void report(final Throwable error) {
    try {
      System.getLogger("dev.quell.cluster").log(System.Logger.Level.WARNING, name + ": " + error, error);
    } catch (final RuntimeException | Error e) {
      // there is nobody left to tell
    }
  }

  /** Takes an event of the protocol; on the thread that drains the driver. */
  private void take(final Event event) {
    if (event instanceof Event.KillReturns told) {
      final LiveReport report = pending.returns(told.kill(), told.members());
      if (report != null) {
        hub.returned(report, System.nanoTime() - report.calledNanos);
      }
    } else if (event instanceof Event.KillGoesOn told) {
      pending.goesOn(told.kill(), told.member(), told.all());
    } else if (event instanceof Event.Page told) {
      pending.page(told.ask(), told.member(), told.rows());
    } else if (event instanceof Event.AskReturns told) {
      pending.answered(told.ask(), told.silent());
    } else if (event instanceof Event.Joined told) {
      joined.complete(told.alone());
    } else {
      final boolean early = event instanceof Event.NameTaken
          && joined.completeExceptionally(
              new EngineException(EngineException.Reason.NAME_TAKEN, "another member is named " + name, null));
      if (!early) {
        hub.tell(event);
      }
    }
  }

  InetSocketAddress address() {
    return engine.address();
  }

  /** Asks the protocol something. */
  @FunctionalInterface
  interface Query<T> {
    T ask(ClusterProtocol protocol, Now now);
  }

  <T> T query(final Query<T> query) {
    final CompletableFuture<T> answer = new CompletableFuture<>();
    driver.submit(
        (protocol, now, out) -> answer.complete(query.ask(protocol, now)),
        () -> answer.completeExceptionally(left()));
    try {
      return answer.join();
    } catch (final CompletionException e) {
      throw left();
    }
  }

  void requireOpen() {
    if (closed.get()) {
      throw left();
    }
  }

  ClusterException left() {
    return new ClusterException(Reason.CLOSED, name + " has left the cluster", null);
  }

  /**
   * From now on nothing new is called.
   *
   * @return whether it was not so before: then the caller closes
   */
  boolean beginClose() {
    return closed.compareAndSet(false, true); // atomic: only the first goes on
  }

  /** Leaves with a goodbye. */
  void close() {
    driver.close();
    pending.leave();
    tasks.close();
    hostTasks.close();
  }
}
