package dev.quell.cluster.protocol;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Labels.Label;
import dev.quell.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the protocol does with requests. */
final class Requests {
  /** Longer than any core lives. */
  private static final Duration AGES = Duration.ofDays(1_000_000);
  private static final int ENTRY_BYTES = 250;
  private static final int TARGET_BYTES = 56;

  private Requests() {}

  /**
   * The request as it is meant so long after its call: what had to be so old, idle or long-running then must be so much
   * older now.
   */
  static KillRequest aged(final KillRequest request, final long ageNanos) {
    final Duration age = Duration.ofNanos(ageNanos);
    final List<KillPattern> patterns = new ArrayList<>();
    request.patterns().forEach(pattern -> patterns.add(aged(pattern, age)));
    final KillRequest same =
        KillRequest.of(patterns).reason(request.reason()).by(request.by()).code(request.code());
    if (!request.hitsOperations()) {
      return same.cursorsOnly();
    }
    final KillRequest narrowed = request.hitsCursors() ? same : same.operationsOnly();
    return request.runningFor().map(least -> narrowed.runningFor(plus(least, age))).orElse(narrowed);
  }

  private static KillPattern aged(final KillPattern pattern, final Duration age) {
    if (pattern.matchesNobody() || pattern.minIdle().isEmpty() && pattern.minAge().isEmpty()) {
      return pattern;
    }
    KillPattern aged = KillPattern.all();
    aged = pattern.id().isPresent() ? aged.withSession(pattern.id().get()) : aged;
    aged = pattern.uid().isPresent() ? aged.withOwner(pattern.uid().get()) : aged;
    aged = pattern.users().isPresent() ? aged.withUsers(pattern.users().get()) : aged;
    aged = pattern.roles().isPresent() ? aged.withRoles(pattern.roles().get()) : aged;
    aged = pattern.minIdle().isPresent() ? aged.idleFor(plus(pattern.minIdle().get(), age)) : aged;
    aged = pattern.minAge().isPresent() ? aged.olderThan(plus(pattern.minAge().get(), age)) : aged;
    for (final Label label : pattern.labels().toList()) {
      aged = aged.withLabel(label.key(), label.value());
    }
    return aged;
  }

  private static Duration plus(final Duration least, final Duration age) {
    return least.compareTo(AGES) > 0 ? least : least.plus(age);
  }

  /** The bytes that an entry takes in the log, about. On the wire they are not many more. */
  static int bytesOf(final Entry entry) {
    long bytes = ENTRY_BYTES;
    for (final Entry.Target target : entry.targets()) {
      bytes += TARGET_BYTES + 2L * target.member().name().length();
    }
    if (entry.deed() instanceof Deed.Kill kill) {
      bytes += bytesOf(kill.request());
    } else if (entry.deed() instanceof Deed.Roles roles) {
      bytes += bytesOf(roles.owner());
    }
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  static long bytesOf(final KillRequest request) {
    long bytes = 2L * (request.reason().length() + request.by().length());
    for (final KillPattern pattern : request.patterns()) {
      bytes += bytesOf(pattern);
    }
    return bytes;
  }

  private static long bytesOf(final KillPattern pattern) {
    long bytes = 150;
    for (final var user : pattern.users().orElse(Set.of())) {
      bytes += 64 + 2L * (user.user().length() + user.db().length());
    }
    for (final var role : pattern.roles().orElse(Set.of())) {
      bytes += 64 + 2L * (role.role().length() + role.db().length());
    }
    for (final Label label : pattern.labels().toList()) {
      bytes += 64 + 2L * (label.key().length() + label.value().length());
    }
    return bytes;
  }

  static long bytesOf(final Owner owner) {
    return 150 + owner.roles().stream().mapToLong(role -> 64 + 2L * (role.role().length() + role.db().length())).sum();
  }
}
