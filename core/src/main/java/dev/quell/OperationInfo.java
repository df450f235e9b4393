package dev.quell;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * A description of a running operation at the time of a look. Immutable, except for the host's own {@link #source()},
 * so safe to share between threads. The parts are read one after another while the operation goes on, so they may
 * belong to slightly different instants.
 *
 * @param id the id of the run, for {@link KillCore#killOperation}
 * @param parentId the id of the run of which it is a child; empty if it is none, or that run is over
 * @param sessionId the UUID of its session; empty for work without a session
 * @param uid the owner of that session; empty for work without a session
 * @param description what it does, in the words of the host; empty if it gave none
 * @param source what the host gave as the description: the string, or the supplier itself, which may know more than the
 *     words; empty if it gave none
 * @param startedAt when it began
 * @param running how long it has run, in whole milliseconds
 * @param killed why it was killed; empty if it was not
 * @param exempt whether session kills pass over it
 * @param timeLeft the time until its deadline, in whole milliseconds; zero once that has passed; empty if it has none
 * @param labels what its object is labelled with
 */
public record OperationInfo(
    int id,
    OptionalInt parentId,
    Optional<UUID> sessionId,
    Optional<Uid> uid,
    String description,
    Optional<Object> source,
    Instant startedAt,
    Duration running,
    Optional<KillCause> killed,
    boolean exempt,
    Optional<Duration> timeLeft,
    Labels labels) {

  /**
   * Makes the description of an operation.
   *
   * @param id its id
   * @param parentId the id of its parent, or empty
   * @param sessionId the UUID of its session, or empty
   * @param uid the owner of that session, or empty
   * @param description what it does
   * @param source what the host gave as the description, or empty
   * @param startedAt when it began
   * @param running how long it has run
   * @param killed why it was killed, or empty
   * @param exempt whether session kills pass over it
   * @param timeLeft the time until its deadline, or empty
   * @param labels what its object is labelled with
   */
  public OperationInfo {
    Objects.requireNonNull(parentId, "parentId");
    Objects.requireNonNull(sessionId, "sessionId");
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(running, "running");
    Objects.requireNonNull(killed, "killed");
    Objects.requireNonNull(timeLeft, "timeLeft");
    Objects.requireNonNull(labels, "labels");
  }

  /**
   * Whether the operation was killed and has not stopped yet: the {@code killPending} of MongoDB's {@code currentOp}.
   *
   * @return true if there is a cause in {@link #killed()}
   */
  public boolean killPending() {
    return killed.isPresent();
  }
}
