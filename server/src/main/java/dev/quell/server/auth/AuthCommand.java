package dev.quell.server.auth;

import dev.quell.command.CommandException;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.SessionUse;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bson.BsonDocument;

/**
 * A command that is read, checked, and done, in that order; but what was wrong with its fields is told only to one who
 * could have run it. Immutable.
 *
 * @param <A> what is read of it
 */
final class AuthCommand<A> implements Command {
  private static final String PASSWORD = "pwd";

  private final String name;
  private final Kind kind;
  private final Function<CommandCall, A> reader;
  private final BiConsumer<CommandCall, Optional<A>> authority;
  private final BiFunction<CommandCall, A, BsonDocument> action;
  private final Consumer<CommandCall> gate;

  /** What the commands here have in common. */
  enum Kind {
    /** Reads or changes users and roles. */
    ADMINISTRATION(Lane.ADMINISTRATION, true, SessionUse.ATTACH_IF_ROOM, false),
    /** The same, with a password in it. */
    SECRET_ADMINISTRATION(Lane.ADMINISTRATION, true, SessionUse.ATTACH_IF_ROOM, true),
    /** The same, and a client that has not logged in may perhaps do it: see {@link AuthCommand#admitting}. */
    FIRST_SECRET_ADMINISTRATION(Lane.ADMINISTRATION, false, SessionUse.ATTACH_IF_ROOM, true),
    /** The same without a password. */
    FIRST_ADMINISTRATION(Lane.ADMINISTRATION, false, SessionUse.ATTACH_IF_ROOM, false),
    /** Ends a login. */
    LOGOUT(Lane.CONTROL, false, SessionUse.IGNORE, false),
    /** Part of a login: cheap, for anybody, and to be had when all workers are busy. */
    LOGIN(Lane.CONTROL, false, SessionUse.IGNORE, true),
    /** Says what is known, to anybody. */
    STATUS(Lane.CONTROL, false, SessionUse.IGNORE, false);

    private final Lane lane;
    private final boolean needsLogin;
    private final SessionUse sessionUse;
    private final boolean secret;

    Kind(final Lane lane, final boolean needsLogin, final SessionUse sessionUse, final boolean secret) {
      this.lane = lane;
      this.needsLogin = needsLogin;
      this.sessionUse = sessionUse;
      this.secret = secret;
    }
  }

  /**
   * @param reader reads the fields, and refuses those that make no sense
   * @param authority refuses with 13; given nothing if the reader has refused
   * @param action does it
   */
  AuthCommand(
      final String name, final Kind kind, final Function<CommandCall, A> reader,
      final BiConsumer<CommandCall, Optional<A>> authority, final BiFunction<CommandCall, A, BsonDocument> action) {
    this(name, kind, reader, authority, action, call -> {});
  }

  private AuthCommand(
      final String name, final Kind kind, final Function<CommandCall, A> reader,
      final BiConsumer<CommandCall, Optional<A>> authority, final BiFunction<CommandCall, A, BsonDocument> action,
      final Consumer<CommandCall> gate) {
    this.name = name;
    this.kind = kind;
    this.reader = reader;
    this.authority = authority;
    this.action = action;
    this.gate = gate;
  }

  /**
   * The same command with a look at the caller before anything is read.
   *
   * @param newGate refuses with 13 whoever is not to cost us the reading
   */
  AuthCommand<A> admitting(final Consumer<CommandCall> newGate) {
    return new AuthCommand<>(name, kind, reader, authority, action, newGate);
  }

  @Override
  public Set<String> names() {
    return Set.of(name);
  }

  @Override
  public Lane lane(final CommandCall call) {
    return kind.lane == Lane.ADMINISTRATION && kind.secret && call.body().containsKey(PASSWORD)
        ? Lane.PASSWORD : kind.lane;
  }

  @Override
  public boolean comesFirst(final CommandCall call) {
    return kind == Kind.LOGIN || kind == Kind.LOGOUT || Command.super.comesFirst(call);
  }

  @Override
  public boolean needsLogin() {
    return kind.needsLogin;
  }

  @Override
  public SessionUse sessionUse(final CommandCall call) {
    return kind.sessionUse;
  }

  @Override
  public boolean secret() {
    return kind.secret;
  }

  @Override
  public void authorize(final CommandCall call) {
    gate.accept(call);
    authority.accept(call, read(call));
  }

  private Optional<A> read(final CommandCall call) {
    try {
      return Optional.of(reader.apply(call));
    } catch (final CommandException e) {
      return Optional.empty(); // told when it is run, if it may be run
    }
  }

  @Override
  public BsonDocument run(final CommandCall call) {
    return action.apply(call, reader.apply(call));
  }
}
