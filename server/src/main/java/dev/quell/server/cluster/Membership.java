package dev.quell.server.cluster;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.OperationInfo;
import dev.quell.SessionInfo;
import dev.quell.cluster.Cluster;
import dev.quell.cluster.ClusterBuilder;
import dev.quell.cluster.ClusterEvent;
import dev.quell.cluster.ClusterException;
import dev.quell.cluster.ClusterListing;
import dev.quell.cluster.ClusterMember;
import dev.quell.cluster.ClusterReport;
import dev.quell.cluster.ClusterTelemetry;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.Members;
import dev.quell.server.ClusterOptions;
import dev.quell.server.StartException;
import dev.quell.server.admin.EventLog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bson.BsonArray;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;

/** The server's place in its cluster, as the commands see it. */
public final class Membership implements Members, AutoCloseable {
  private static final String COMPONENT = "CLUSTER";

  private final Cluster cluster;
  private final EventLog log;
  private final long joinedAt = System.currentTimeMillis();
  /** Since when members are as they are, if that has changed since {@link #joinedAt}. */
  private final Map<String, Long> changed = new ConcurrentHashMap<>();

  private Membership(final Cluster cluster, final EventLog log) {
    this.cluster = cluster;
    this.log = log;
  }

  /**
   * Joins, or starts alone if nobody is there.
   *
   * @throws StartException if the address cannot be had, the name is taken, or a store cannot be used
   */
  public static Membership join(final KillCore core, final ClusterOptions options, final EventLog log)
      throws StartException {
    try {
      final ClusterBuilder builder = Cluster.of(core)
          .name(options.name())
          .bind(options.host(), options.port())
          .peers(options.peers().toArray(String[]::new))
          .timeout(options.timeout());
      options.stores()
          .ifPresent(stores -> builder.tls(stores.keys(), stores.trusted(), stores.password().toCharArray()));
      final Membership membership = new Membership(builder.join(), log);
      membership.cluster.addListener(membership::hear);
      final List<String> known = membership.cluster.members().stream().map(ClusterMember::name).toList();
      log.info(COMPONENT, options.name() + " has joined at " + membership.address() + ", members: "
          + String.join(", ", known));
      return membership;
    } catch (final ClusterException | IllegalArgumentException e) {
      throw new StartException(e.getMessage(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while joining the cluster", e);
    }
  }

  private void hear(final ClusterEvent event) {
    log.info(COMPONENT, Words.of(event));
    final long now = System.currentTimeMillis();
    if (event instanceof ClusterEvent.MemberJoined told) {
      changed.put(told.member(), now);
    } else if (event instanceof ClusterEvent.MemberMissing told) {
      changed.put(told.member(), now);
    } else if (event instanceof ClusterEvent.MemberBack told) {
      changed.put(told.member(), now);
    } else if (event instanceof ClusterEvent.MemberGone told) {
      changed.remove(told.member());
    }
  }

  /** Where the others reach it: {@code host:port}. */
  public String address() {
    return cluster.address().getHostString() + ":" + cluster.address().getPort();
  }

  @Override
  public String name() {
    return cluster.name();
  }

  private static CommandException refusal(final ClusterException e) {
    final int code = switch (e.reason()) {
      case TOO_LONG -> ErrorCode.INVALID_LENGTH;
      case UNKNOWN_MEMBER -> ErrorCode.BAD_VALUE;
      case CLOSED -> KillCode.SHUTDOWN_IN_PROGRESS;
      default -> ErrorCode.HOST_UNREACHABLE;
    };
    return new CommandException(code, String.valueOf(e.getMessage()));
  }

  private static <T> T refusing(final Supplier<T> action) {
    try {
      return action.get();
    } catch (final ClusterException e) {
      throw refusal(e);
    }
  }

  @Override
  public CompletionStage<List<Killed>> kill(final KillRequest request) {
    return refusing(() -> cluster.killAsync(request)).thenApply(report -> {
      if (!report.unanswered().isEmpty()) {
        log.info(COMPONENT, "a kill was not answered in time by " + String.join(", ", report.unanswered()));
      }
      return report.members().stream().map(Membership::killed).toList();
    });
  }

  private static Killed killed(final ClusterReport.Member member) {
    final State state = switch (member.state()) {
      case ANSWERED -> State.ANSWERED;
      case LATE -> State.LATE;
      case UNANSWERED -> State.UNANSWERED;
      case GONE -> State.GONE;
    };
    return new Killed(
        member.name(), state, member.sessionsMatched(), member.operationsKilled(), member.cursorsKilled(),
        TimeUnit.NANOSECONDS.toMicros(member.took().toNanos()));
  }

  private <T> Answers<T> others(final ClusterListing<T> listing) {
    final List<Row<T>> rows = listing.rows().stream()
        .filter(row -> !row.member().equals(cluster.name()))
        .map(row -> new Row<>(row.member(), row.value()))
        .toList();
    return new Answers<>(rows, listing.unanswered(), listing.more());
  }

  @Override
  public Answers<Hits> explain(final KillRequest request) {
    final Answers<Cluster.Hits> hits = others(refusing(() -> cluster.explain(request)));
    return new Answers<>(
        hits.rows().stream()
            .map(
                row -> new Row<>(
                    row.member(),
                    new Hits(row.value().sessions(), row.value().operations(), row.value().cursors())))
            .toList(),
        hits.unanswered());
  }

  @Override
  public Answers<OperationInfo> operations(final int most) {
    return others(refusing(() -> cluster.operations(most)));
  }

  @Override
  public Answers<SessionInfo> sessions(final int most, final KillPattern... patterns) {
    return others(refusing(() -> cluster.sessions(most, patterns)));
  }

  @Override
  public boolean killOperation(
      final String member, final int id, final int code, final String reason, final String by) {
    return refusing(() -> cluster.killOperation(member, id, code, reason, by));
  }

  /** What {@code serverStatus} shows. */
  public BsonDocument status() {
    final ClusterTelemetry seen = cluster.telemetry();
    final BsonArray members = new BsonArray();
    cluster.members().forEach(member -> members.add(describe(member, changed.getOrDefault(member.name(), joinedAt))));
    return new BsonDocument("name", new BsonString(cluster.name()))
        .append("address", new BsonString(address()))
        .append("joined", new BsonDateTime(joinedAt))
        .append("members", members)
        .append("killsCalled", new BsonInt64(seen.killsCalled()))
        .append("appliedFresh", new BsonInt64(seen.appliedFresh()))
        .append("appliedLate", new BsonInt64(seen.appliedLate()))
        .append("gaps", new BsonInt64(seen.gaps()))
        .append("logEntries", new BsonInt64(seen.logEntries()))
        .append("logBytes", new BsonInt64(seen.logBytes()))
        .append("messagesReceived", new BsonInt64(seen.messagesReceived()))
        .append("messagesMalformed", new BsonInt64(seen.messagesMalformed()))
        .append("messagesNotSent", new BsonInt64(seen.messagesNotSent()));
  }

  private static BsonDocument describe(final ClusterMember member, final long since) {
    final String state = switch (member.state()) {
      case SELF -> "self";
      case IN_TOUCH -> "inTouch";
      case MISSING -> "missing";
    };
    return new BsonDocument("name", new BsonString(member.name()))
        .append("state", new BsonString(state))
        .append("since", new BsonDateTime(since))
        .append("silentMillis", new BsonInt64(member.silent().toMillis()))
        .append("behind", new BsonInt64(member.behind()));
  }

  @Override
  public void close() {
    cluster.close();
  }
}
