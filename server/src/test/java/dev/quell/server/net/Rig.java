package dev.quell.server.net;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import dev.quell.UserName;
import dev.quell.access.Privileges;
import dev.quell.command.Caller;
import dev.quell.server.dispatch.Client;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.CommandTable;
import dev.quell.server.dispatch.Dispatcher;
import dev.quell.server.dispatch.FakeCommand;
import dev.quell.server.dispatch.FakeSessions;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.SessionUse;
import dev.quell.server.dispatch.Speculation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/** A server of its own on a free port, with a handful of commands that tests can watch. */
final class Rig implements AutoCloseable {
  final KillCore core = KillCore.create();
  /** The names of the threads that have run {@code note}, and what it was to note. */
  final List<String> notes = Collections.synchronizedList(new ArrayList<>());
  /** A permit for each {@code hold} that has begun. */
  final Semaphore holding = new Semaphore(0);
  /** A permit lets one {@code hold} end. */
  final Semaphore released = new Semaphore(0);
  /** A permit lets one login that holds end. */
  final Semaphore loggedIn = new Semaphore(0);
  /** The codes that those have got which were killed in {@code hold}. */
  final BlockingQueue<Integer> killed = new LinkedBlockingQueue<>();
  /** Done by {@code note} just before it ends. */
  volatile Runnable beforeNote = () -> {};
  /** Told of each {@code task} that was done. */
  volatile IntConsumer onTask = number -> {};
  /** Told of each {@code task} that lingers and that a kill has taken before it was answered. */
  volatile IntConsumer onTaken = number -> {};
  final Dispatcher dispatcher;
  final NetServer server;

  Rig() throws IOException {
    this(options -> options);
  }

  Rig(final UnaryOperator<NetOptions> change) throws IOException {
    this(change, Speculation.NONE);
  }

  Rig(final UnaryOperator<NetOptions> change, final Speculation speculation) throws IOException {
    final List<Command> commands = List.of(
        new HelloCommand(30, speculation),
        new FakeCommand("ping", call -> new BsonDocument()).on(Lane.CONTROL).withoutLogin(),
        new FakeCommand("aggregate", call -> call.body().containsKey("hold") ? hold(call) : thread())
            .on(call -> call.body().toString().contains("$currentOp") ? Lane.LISTING : Lane.WORK),
        new FakeCommand("work", call -> thread()),
        new FakeCommand("note", this::note).on(Rig::laneOf),
        new FakeCommand("echo", call -> new BsonDocument("body", call.body())),
        new FakeCommand("hold", this::hold),
        new FakeCommand("spin", call -> {
          holding.release();
          while (true) {
            call.check();
          }
        }),
        new FakeCommand("big",
            call -> new BsonDocument("text", new BsonString("x".repeat(call.body().getInt32("big").getValue())))),
        new FakeCommand("stubborn", this::stubborn),
        FakeCommand.throwing("broken", IllegalStateException::new),
        new FakeCommand("task", this::task).on(Rig::laneOf),
        new FakeCommand("administer", call -> thread()).on(Lane.ADMINISTRATION),
        new FakeCommand("login", this::login).on(Lane.CONTROL).withoutLogin().changingUser(),
        new FakeCommand("appoint", this::login).on(Lane.ADMINISTRATION).withoutLogin(),
        new FakeCommand("whoami", call -> new BsonDocument("name", new BsonString(call.caller().name()))),
        new FakeCommand("killAllSessionsByPattern", call -> {
          final BsonValue session = call.body().get("session");
          core.kill(session == null ? KillPattern.all() : KillPattern.session(session.asBinary().asUuid()));
          return thread();
        }).on(Lane.CONTROL).uses(SessionUse.VALIDATE).reachingOthers());
    dispatcher = new Dispatcher(
        core, new CommandTable(commands), new FakeSessions(core), Rig::callerOf);
    server = NetServer.start(change.apply(NetOptions.defaults().withAddress("127.0.0.1", 0)), dispatcher);
  }

  private static Caller callerOf(final Client client) {
    return client.user()
        .map(name -> Caller.authenticated(Owner.of(name, List.of()), Privileges.ALL, "test"))
        .orElse(Caller.open("test"));
  }

  private static Lane laneOf(final CommandCall call) {
    return Lane.valueOf(call.body().getString("lane", new BsonString("WORK")).getValue());
  }

  /** Waits for a permit of {@link #loggedIn} if it is to hold. */
  private BsonDocument login(final CommandCall call) throws InterruptedException {
    if (call.body().containsKey("hold")) {
      holding.release();
      loggedIn.acquire();
    }
    call.client().user(Optional.of(new UserName(call.argument().asString().getValue(), call.db())));
    return new BsonDocument();
  }

  /** Waits until so many requests are begun and have not ended. */
  void awaitBegun(final long count) {
    while (core.operations().count() != count) {
      Thread.onSpinWait();
    }
  }

  private static BsonDocument thread() {
    return new BsonDocument("thread", new BsonString(Thread.currentThread().getName()));
  }

  private BsonDocument note(final CommandCall call) {
    notes.add(call.body().get("note").toString());
    beforeNote.run();
    return new BsonDocument("n", new BsonInt32(notes.size()));
  }

  private BsonDocument task(final CommandCall call) throws InterruptedException {
    final BsonValue millis = call.body().get("millis");
    if (millis != null) {
      call.operation().sleep(Duration.ofMillis(millis.asInt32().getValue()));
    }
    call.check();
    final int number = call.argument().asInt32().getValue();
    final BsonValue micros = call.body().get("linger");
    if (micros != null) {
      call.operation().onKill(cause -> onTaken.accept(number), Runnable::run);
    }
    onTask.accept(number);
    if (micros != null) { // as a command that looks for a kill no more, and makes its reply
      final long until = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros.asInt32().getValue());
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
    }
    return new BsonDocument();
  }

  private BsonDocument hold(final CommandCall call) throws Exception {
    try {
      holding.release();
      return call.operation().interruptibly(() -> {
        released.acquire();
        return new BsonDocument();
      });
    } catch (final OperationKilledException e) {
      killed.add(e.code());
      throw e;
    }
  }

  /** Neither polls nor waits through Quell. */
  private BsonDocument stubborn(final CommandCall call) throws InterruptedException {
    holding.release();
    try {
      released.acquire();
    } catch (final InterruptedException e) {
      notes.add("interrupted");
      throw e;
    }
    return new BsonDocument();
  }

  RawClient client() throws IOException {
    return new RawClient(server.port());
  }

  /** Stops as the assembly does. */
  @Override
  public void close() {
    server.stopAccepting();
    core.close();
    server.close();
  }
}
