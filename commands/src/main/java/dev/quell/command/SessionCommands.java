package dev.quell.command;

import dev.quell.KillCore;
import dev.quell.QuellException;
import dev.quell.Session;
import dev.quell.SessionInfo;
import dev.quell.command.common.CommandContext;
import dev.quell.command.common.Refusals;
import dev.quell.command.common.SafeAudit;
import dev.quell.command.read.Limits;
import dev.quell.command.read.Lsid;
import dev.quell.command.session.EndedSessions;
import dev.quell.command.session.SessionArgument;
import dev.quell.command.session.SessionOpener;
import dev.quell.command.session.Sweeper;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The session commands of MongoDB on a {@link KillCore}, for a host that has a wire protocol of its own.
 *
 * <p>A document may be of any kind. One straight from the wire is best handed in as an {@link org.bson.RawBsonDocument}
 * over its bytes: nothing is decoded that is not needed, and a field that occurs twice is refused, as MongoDB does;
 * other documents hold the last one only.
 *
 * <p>Whatever a client sends gets a reply: {@code ok: 1}, or an error with a code of {@link ErrorCode} or {@link
 * dev.quell.KillCode}. What it costs is bounded by the {@link Builder}'s limits. A refused command has done nothing;
 * only {@code refreshSessions} may have refreshed some of its sessions when it meets the limit of the core.
 *
 * <p><b>Threads:</b> any, several at once. <b>Progress:</b> lock-free, except {@link #close}. A null argument is
 * refused with a {@link NullPointerException} that names it. After the close commands go on as the core does; only the
 * sweeps by themselves have stopped. After the close of the core whatever opens or kills is refused with {@link
 * dev.quell.KillCode#SHUTDOWN_IN_PROGRESS}.
 */
public final class SessionCommands implements AutoCloseable {
  private final Consumer<Throwable> errors;
  private final SessionOpener opener;
  private final EndedSessions ended;
  private final Registry registry;
  private final CommandRunner runner;
  private final @Nullable Sweeper sweeper;

  private SessionCommands(final Builder builder) {
    final CommandContext context = new CommandContext(
        builder.core, new SafeAudit(builder.audit, builder.errorHandler), builder.limits(), builder.members);
    errors = builder.errorHandler;
    ended = new EndedSessions(builder.core);
    opener = new SessionOpener(builder.core, ended, builder.limitNames, builder.longestIdle);
    registry = new Registry(context, opener, ended, builder.timeoutMinutes, builder.host, builder.connections);
    runner = new CommandRunner(context, registry, errors);
    sweeper = builder.sweepEvery.isZero() ? null : new Sweeper(ended, builder.sweepEvery, errors);
  }

  /**
   * Makes the commands of a core.
   *
   * @param core which holds the sessions; it is not closed with the commands
   * @return a builder in which everything has its default
   */
  public static Builder on(final KillCore core) {
    return new Builder(Objects.requireNonNull(core, "core"));
  }

  /**
   * All commands that {@link #run} answers.
   *
   * @return their names
   */
  public Set<String> names() {
    return registry.commands.keySet();
  }

  /**
   * Whether an {@code explain} command is about a command that kills sessions, so that {@link #run} answers it. A host
   * that explains commands of its own asks this first.
   *
   * @param command a document whose first field is {@code explain}
   * @return false also for one that cannot be read
   */
  public boolean explains(final BsonDocument command) {
    Objects.requireNonNull(command, "command");
    try {
      return registry.explain.explains(command);
    } catch (final RuntimeException e) { // whoever runs it says what is wrong
      return false;
    }
  }

  /**
   * Runs one of {@link #names}; never throws for what a client sent. The three commands that kill sessions check their
   * own {@code lsid}; for the others the host calls {@link #session}, as for any command.
   *
   * @param caller who asks
   * @param db the database of the command
   * @param command the document, its first field the name of the command
   * @return {@code ok: 1} or an error reply; a document of the caller's own
   */
  public BsonDocument run(final Caller caller, final String db, final BsonDocument command) {
    return runner.run(caller, db, command, null);
  }

  /**
   * {@link #run(Caller, String, BsonDocument)} with the query language of the host, which is what the filter of {@code
   * currentOp} is written in then. Without it that filter may have comparisons, {@code $and}, {@code $or}, {@code $nor}
   * and {@code $not}; the rest is refused.
   *
   * @param caller who asks
   * @param db the database of the command
   * @param command the document, its first field the name of the command
   * @param language the host's
   * @return {@code ok: 1} or an error reply; a document of the caller's own
   */
  public BsonDocument run(
      final Caller caller, final String db, final BsonDocument command, final QueryLanguage language) {
    return runner.run(caller, db, command, Objects.requireNonNull(language, "language"));
  }

  /**
   * {@link #run(Caller, String, BsonDocument, QueryLanguage)} in which a kill does not wait for the
   * {@link Builder#members}: it is done on the own core when this returns, and the reply comes when the members have
   * answered. Other commands, and kills without members, have replied when this returns.
   *
   * @param caller who asks
   * @param db the database of the command
   * @param command the document, its first field the name of the command
   * @param language the host's
   * @return the reply to come, as {@code run} returns it; never fails. What depends on it runs where the members'
   *     answers come in, or on this thread
   */
  public CompletionStage<BsonDocument> runLater(
      final Caller caller, final String db, final BsonDocument command, final QueryLanguage language) {
    return runner.runLater(caller, db, command, Objects.requireNonNull(language, "language"));
  }

  /**
   * The session that the generic argument {@code lsid} of any command names, found or opened, and its use noted. One
   * pass over the names of the command's fields.
   *
   * @param caller who asks
   * @param command the document
   * @return the session; empty if the command has no lsid, or the caller is anonymous
   * @throws QuellException for a bad lsid, one of somebody else that the caller may not use, a child session, a {@code
   *     txnNumber} without an lsid, and bytes that cannot be read; if there are too many sessions, and if the core is
   *     closed
   */
  public Optional<Session> session(final Caller caller, final BsonDocument command) {
    final Lsid lsid = lsid(caller, command);
    return lsid == null ? Optional.empty() : Optional.of(opener.open(caller, lsid));
  }

  /**
   * Checks the generic argument {@code lsid} as {@link #session} does, but neither finds nor opens the session.
   *
   * @param caller who asks
   * @param command the document
   * @throws QuellException for what {@link #session} refuses a command for, but for too many sessions and a closed core
   */
  public void validateSession(final Caller caller, final BsonDocument command) {
    lsid(caller, command);
  }

  /** The lsid that the command names; null if it names none. */
  private @Nullable Lsid lsid(final Caller caller, final BsonDocument command) {
    Objects.requireNonNull(caller, "caller");
    Objects.requireNonNull(command, "command");
    if (caller.access() == Caller.Access.ANONYMOUS) {
      return null;
    }
    try {
      return SessionArgument.of(command, caller);
    } catch (final RuntimeException e) {
      throw Refusals.of(e, errors);
    }
  }

  /**
   * The names of the stages that {@link #stage} answers: {@code $currentOp}, {@code $listSessions} and so on.
   *
   * @return with the dollar
   */
  public Set<String> stageNames() {
    return registry.stages.keySet();
  }

  /**
   * The documents of a first stage of a pipeline, lazily: {@link Listing#documentsAndUnanswered} of {@link #listing}.
   *
   * @param caller who asks
   * @param db the database
   * @param target the value of the {@code aggregate} field: 1 or the name of a collection
   * @param name of the stage
   * @param options of the stage
   * @return the documents, to be used once; using it may throw what this method does
   * @throws QuellException if it is refused
   */
  public Stream<BsonDocument> stage(
      final Caller caller, final String db, final BsonValue target, final String name, final BsonValue options) {
    return listing(caller, db, target, name, options).documentsAndUnanswered();
  }

  /**
   * The documents of a first stage of a pipeline, and what they lack. If there are {@link Builder#members}, they have
   * been asked when this returns, so that the first reply can say who did not answer.
   *
   * @param caller who asks
   * @param db the database
   * @param target the value of the {@code aggregate} field: 1 or the name of a collection
   * @param name of the stage
   * @param options of the stage
   * @return the listing; using its documents may throw what this method does
   * @throws QuellException if it is refused
   */
  public Listing listing(
      final Caller caller, final String db, final BsonValue target, final String name, final BsonValue options) {
    return runner.listing(caller, db, target, name, options);
  }

  /**
   * Ends the sessions that {@code endSessions} has marked, and closes their cursors. One in which an operation runs is
   * left to a later sweep.
   *
   * @return how many
   */
  public int sweep() {
    return ended.sweep();
  }

  /**
   * The sessions there are and what the last sweep did.
   *
   * @return for {@code serverStatus}
   */
  public SessionCacheStatus cacheStatus() {
    return ended.status();
  }

  /** Stops the thread that sweeps, and waits for it. Ends no session. A second close does nothing. */
  @Override
  public void close() {
    if (sweeper != null) {
      sweeper.close();
    }
  }

  /**
   * What the commands can be told when they are made. Everything has a default; a null argument is refused with a
   * {@link NullPointerException} that names it. Not thread-safe.
   */
  public static final class Builder {
    private static final Duration LONGEST = Duration.ofDays(730);

    private final KillCore core;
    private KillAudit audit = KillAudit.NONE;
    private Consumer<Throwable> errorHandler =
        e -> System.getLogger("dev.quell").log(System.Logger.Level.WARNING, "a command failed", e);
    private Duration sweepEvery = Duration.ofMinutes(5);
    private int timeoutMinutes = 30;
    private String host = "";
    private SessionOpener.LimitNames limitNames = SessionOpener.LimitNames.NONE;
    private @Nullable Consumer<SessionInfo> longestIdle;
    private Supplier<Stream<ConnectionDetails>> connections = Stream::empty;
    private int mostPatterns = Limits.DEFAULT.patterns();
    private int mostSessions = Limits.DEFAULT.sessions();
    private int mostBytes = Limits.DEFAULT.bytes();

    private @Nullable Members members;

    private Builder(final KillCore core) {
      this.core = core;
    }

    /**
     * Has somebody told of the commands that kill, and of those that were refused; nobody unless set.
     *
     * @param audit called by the threads that run the commands
     * @return this builder
     */
    public Builder audit(final KillAudit audit) {
      this.audit = Objects.requireNonNull(audit, "audit");
      return this;
    }

    /**
     * Told of what the audit throws, and of what goes wrong inside, of which a client hears {@link
     * ErrorCode#INTERNAL_ERROR}; unless set, the platform's {@link System.Logger}.
     *
     * @param handler called by the threads that run the commands; must not throw
     * @return this builder
     */
    public Builder errorHandler(final Consumer<Throwable> handler) {
      errorHandler = Objects.requireNonNull(handler, "handler");
      return this;
    }

    /**
     * How often the sessions that {@code endSessions} has marked are ended, on a daemon thread of the commands; every 5
     * minutes unless set.
     *
     * @param period at least a millisecond and at most two years; zero: never, the host calls {@link #sweep}
     * @return this builder
     * @throws IllegalArgumentException if {@code period} is out of that range
     */
    public Builder sweepEvery(final Duration period) {
      Objects.requireNonNull(period, "period");
      final boolean tooShort = !period.isZero() && period.compareTo(Duration.ofMillis(1)) < 0;
      if (tooShort || period.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("period must be zero, or from 1 ms to 730 days, but is " + period);
      }
      sweepEvery = period;
      return this;
    }

    /**
     * What {@code startSession} tells clients about the life of an idle session; 30 unless set. The core is told by
     * {@link dev.quell.KillCoreBuilder#sessionTimeout}.
     *
     * @param minutes at least 1
     * @return this builder
     * @throws IllegalArgumentException if {@code minutes} is less than 1
     */
    public Builder timeoutMinutes(final int minutes) {
      timeoutMinutes = positive(minutes, "minutes");
      return this;
    }

    /**
     * The name of this server, which {@code currentOp} shows as {@code host}; nothing unless set, but for what the
     * host's own descriptions say.
     *
     * @param name for instance {@code machine:27017}; empty for none
     * @return this builder
     */
    public Builder host(final String name) {
      host = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * The connections of the host, of which {@code currentOp} lists those that are idle if it is asked to; none unless
     * set.
     *
     * @param all asked for each such listing, by the thread that lists; answers all connections, lazily or not. Those
     *     with an operation are left out by {@link ConnectionDetails#id}
     * @return this builder
     */
    public Builder connections(final Supplier<Stream<ConnectionDetails>> all) {
      connections = Objects.requireNonNull(all, "all");
      return this;
    }

    /**
     * The most patterns of a command, and the most users and roles of a pattern; 10,000 unless set. One more is refused
     * with {@link ErrorCode#INVALID_LENGTH}.
     *
     * @param most at least 1
     * @return this builder
     * @throws IllegalArgumentException if {@code most} is less than 1
     */
    public Builder maxPatterns(final int most) {
      mostPatterns = positive(most, "most");
      return this;
    }

    /**
     * The most sessions that a command may name by their lsids; 100,000 unless set. One more is refused with {@link
     * ErrorCode#INVALID_LENGTH}.
     *
     * @param most at least 1
     * @return this builder
     * @throws IllegalArgumentException if {@code most} is less than 1
     */
    public Builder maxSessionIds(final int most) {
      mostSessions = positive(most, "most");
      return this;
    }

    /**
     * The most bytes of a command that is handed in as an {@link org.bson.RawBsonDocument}; 16 MiB and 16 KiB unless
     * set. A larger one is refused with {@link ErrorCode#BSON_OBJECT_TOO_LARGE}.
     *
     * @param most at least 1
     * @return this builder
     * @throws IllegalArgumentException if {@code most} is less than 1
     */
    public Builder maxBytes(final int most) {
      mostBytes = positive(most, "most");
      return this;
    }

    /**
     * What those who run the host set the limits on sessions by, such as the names of options: told to a client that
     * was refused a session, next to the limit itself. Nothing unless set.
     *
     * @param sessions for {@link dev.quell.KillCoreBuilder#maxSessions}; may be empty
     * @param perOwner for {@link dev.quell.KillCoreBuilder#maxSessionsPerOwner}; may be empty
     * @return this builder
     */
    public Builder limitNames(final String sessions, final String perOwner) {
      limitNames = new SessionOpener.LimitNames(
          Objects.requireNonNull(sessions, "sessions"), Objects.requireNonNull(perOwner, "perOwner"));
      return this;
    }

    /**
     * Ends the longest idle session of an owner who opens one more than {@link
     * dev.quell.KillCoreBuilder#maxSessionsPerOwner} allows, instead of refusing the new one. The core itself is told
     * to refuse: set {@code endLongestIdle} to false there. Sessions that clients have ended go first; one in which an
     * operation runs is never ended. Of sessions that were used within the same quarter of a second any one may go.
     *
     * <p>Cheaper than what the core does by itself: all sessions of the owner are looked through once for a sixteenth
     * of them, at most 1,024, that are ended.
     *
     * @param ended told of each session that was ended, as it was just before, by the thread that opens the new one;
     *     must not throw
     * @return this builder
     */
    public Builder endLongestIdle(final Consumer<SessionInfo> ended) {
      longestIdle = Objects.requireNonNull(ended, "ended");
      return this;
    }

    /**
     * The other servers that kills reach, of which listings and explanations tell as well; none unless set.
     *
     * @param others asked by the threads that run the commands
     * @return this builder
     */
    public Builder members(final Members others) {
      members = Objects.requireNonNull(others, "others");
      return this;
    }

    private static int positive(final int value, final String argument) {
      if (value < 1) {
        throw new IllegalArgumentException(argument + " must be at least 1, but is " + value);
      }
      return value;
    }

    private Limits limits() {
      return new Limits(mostPatterns, mostSessions, mostBytes);
    }

    /**
     * Makes the commands, and starts the thread that sweeps unless the host does. May be called again: each call makes
     * commands of their own.
     *
     * @return the commands; close them to stop the thread
     */
    public SessionCommands build() {
      return new SessionCommands(this);
    }
  }
}
