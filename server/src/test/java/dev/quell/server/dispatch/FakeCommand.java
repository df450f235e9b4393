package dev.quell.server.dispatch;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.bson.BsonDocument;

/** A command made of a lambda. */
public final class FakeCommand implements Command {
  private final String name;
  private final Body body;
  private Function<CommandCall, Lane> lane = call -> Lane.WORK;
  private SessionUse use = SessionUse.ATTACH;
  private boolean open;
  private boolean secret;
  private boolean changesUser;
  private boolean reachesOthers;
  private Runnable authorization = () -> {};

  /** What it does. */
  @FunctionalInterface
  public interface Body {
    BsonDocument run(CommandCall call) throws Exception;
  }

  public FakeCommand(final String name, final Body body) {
    this.name = name;
    this.body = body;
  }

  /** One that throws what the callable throws. */
  public static FakeCommand throwing(final String name, final Callable<? extends Throwable> failure) {
    return new FakeCommand(name, call -> {
      final Throwable thrown = failure.call();
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (Exception) thrown;
    });
  }

  public FakeCommand on(final Lane newLane) {
    return on(call -> newLane);
  }

  public FakeCommand on(final Function<CommandCall, Lane> newLane) {
    lane = newLane;
    return this;
  }

  public FakeCommand reachingOthers() {
    reachesOthers = true;
    return this;
  }

  public FakeCommand changingUser() {
    changesUser = true;
    return this;
  }

  public FakeCommand uses(final SessionUse newUse) {
    use = newUse;
    return this;
  }

  public FakeCommand withoutLogin() {
    open = true;
    return this;
  }

  public FakeCommand keptSecret() {
    secret = true;
    return this;
  }

  public FakeCommand authorizedBy(final Runnable newAuthorization) {
    authorization = newAuthorization;
    return this;
  }

  @Override
  public Set<String> names() {
    return Set.of(name);
  }

  @Override
  public Lane lane(final CommandCall call) {
    return lane.apply(call);
  }

  @Override
  public boolean reachesOthers() {
    return reachesOthers;
  }

  @Override
  public boolean comesFirst(final CommandCall call) {
    return changesUser || Command.super.comesFirst(call);
  }

  @Override
  public boolean needsLogin() {
    return !open;
  }

  @Override
  public SessionUse sessionUse(final CommandCall call) {
    return use;
  }

  /** Whatever the test wants. */
  @Override
  public FieldRow fields(final String any) {
    return new FieldRow(any).lenient();
  }

  @Override
  public boolean secret() {
    return secret;
  }

  @Override
  public void authorize(final CommandCall call) {
    authorization.run();
  }

  @Override
  public BsonDocument run(final CommandCall call) throws Exception {
    return body.run(call);
  }
}
