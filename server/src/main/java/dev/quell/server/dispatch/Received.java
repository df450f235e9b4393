package dev.quell.server.dispatch;

import dev.quell.Uid;
import dev.quell.access.Action;
import dev.quell.access.Resource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that has been received: refused, or begun. From the begin on it is listed, its time limit runs, and kills
 * reach it, whether or not a thread has time for it. At any time one thread holds it, or it is offered to whoever takes
 * it. Who holds it has it run, gives it up, or offers it; so it has one reply, and its operation one end.
 */
public final class Received {
  private static final Logger LOG = LoggerFactory.getLogger(Received.class);

  private final @Nullable BsonDocument refusal;
  private final @Nullable Command command;
  private final @Nullable Call call;
  private final Lane lane;
  private final boolean comesFirst;
  /** Of who holds it. */
  private @Nullable CompletionStage<BsonDocument> later;

  private Received(
      final @Nullable BsonDocument refusal,
      final @Nullable Command command,
      final @Nullable Call call,
      final Lane lane,
      final boolean comesFirst) {
    this.comesFirst = comesFirst;
    this.refusal = refusal;
    this.command = command;
    this.call = call;
    this.lane = lane;
  }

  /** One that is not begun, with its reply. */
  public static Received refused(final BsonDocument reply) {
    return new Received(Objects.requireNonNull(reply, "reply"), null, null, Lane.CONTROL, false);
  }

  /** One whose operation runs. */
  static Received begun(final Command command, final Call call) {
    final Lane lane = command.lane(call);
    return new Received(
        null, command, call, lane == Lane.LONG_LISTING ? longListing(call) : lane, command.comesFirst(call));
  }

  private static Lane longListing(final Call call) {
    return call.caller().may(Action.IN_PROGRESS, Resource.CLUSTER) ? Lane.LONG_OPERATOR_LISTING : Lane.LONG_LISTING;
  }

  /** Whether it was refused. */
  public boolean isRefused() {
    return refusal != null;
  }

  /** The reply to one that was refused. */
  public BsonDocument refusal() {
    return Objects.requireNonNull(refusal);
  }

  /** The threads that are to run it. */
  public Lane lane() {
    return lane;
  }

  /** The threads that are to run it if it lists, and takes long. */
  public Lane longLane() {
    return longListing(call());
  }

  /** Whose it is, for taking turns. */
  public Uid uid() {
    return call().caller().uid();
  }

  /** Whether what comes behind it on its connection begins only when this one has ended. */
  public boolean comesFirst() {
    return comesFirst;
  }

  /** Whether all that has arrived is to be begun before it runs. */
  public boolean reachesOthers() {
    return command != null && command.reachesOthers();
  }

  /**
   * Leaves it to whoever takes it; called by its holder, who is at first who has received it.
   *
   * @return false if it was killed after {@link #onKill}: then the caller still holds it, and gives it up
   */
  public boolean offer() {
    return call().offer();
  }

  /** Whether it was offered and nobody has taken it. */
  public boolean isOffered() {
    return call().isOffered();
  }

  /** Takes what was offered. True for one caller alone, which holds it now: it has it run, or gives it up. */
  public boolean take() {
    return call().take();
  }

  /** Whether it was killed before anybody has taken it. */
  public boolean isKilled() {
    return call != null && call.operation().isKilled();
  }

  /**
   * Kills it, if it is begun and has not ended. Only for who decides when its operation is used for another request: it
   * would be that one's otherwise.
   */
  public void kill(final int code) {
    if (call == null || !call.operation().isRunning()) {
      return;
    }
    try {
      call.operation().kill(code, "", "");
    } catch (final IllegalStateException e) {
      LOG.trace("it has just ended");
    }
  }

  /**
   * Has a kill, also one before this, take it and call something, unless another holds it. Called by its holder.
   *
   * @param action to give it up
   * @param executor calls it
   */
  public void onKill(final Runnable action, final Executor executor) {
    final Call one = call();
    one.operation().onKill(
        cause -> {
          if (one.takeKilled()) {
            action.run();
          }
        },
        executor);
  }

  /** The reply, if it comes later from other servers; to be {@link Dispatcher#finish finished} then. */
  public Optional<CompletionStage<BsonDocument>> later() {
    return Optional.ofNullable(later);
  }

  void later(final CompletionStage<BsonDocument> reply) {
    later = reply;
  }

  Command command() {
    return Objects.requireNonNull(command);
  }

  Call call() {
    return Objects.requireNonNull(call);
  }
}
