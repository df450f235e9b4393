package dev.quell.cluster;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Labels.Label;
import dev.quell.Uid;
import dev.quell.UserName;
import dev.quell.cluster.ClusterException.Reason;
import dev.quell.cluster.protocol.ClusterProtocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Divides a long request into some that fit a message each. No session meets patterns of two parts, so what the parts
 * hit adds up to what the whole would hit: they are divided by the ids of sessions, or by owners.
 */
final class Parts {
  private Parts() {}

  /**
   * The parts, which together mean the same.
   *
   * @throws ClusterException with {@link Reason#TOO_LONG} if there is no such division
   */
  static List<KillRequest> of(final KillRequest request) {
    if (ClusterProtocol.fits(request)) {
      return List.of(request);
    }
    final List<KillPattern> patterns = new ArrayList<>();
    for (final KillPattern pattern : request.patterns()) {
      if (!pattern.matchesNobody()) {
        patterns.addAll(pattern.id().isPresent() ? List.of(pattern) : ofEachOwner(pattern));
      }
    }
    if (patterns.isEmpty()) {
      return List.of(with(request, List.of(KillPattern.users(List.of()))));
    }
    final List<Collection<KillPattern>> groups = patterns.stream().allMatch(pattern -> pattern.id().isPresent())
        ? groups(patterns, pattern -> pattern.id().orElse(null)) : groups(patterns, Parts::ownerOf);
    final List<KillRequest> parts = new ArrayList<>();
    divide(request, groups, parts);
    return parts;
  }

  /** One pattern for each user, as far as it names users. */
  private static List<KillPattern> ofEachOwner(final KillPattern pattern) {
    if (pattern.uid().isPresent() || pattern.users().isEmpty()) {
      return List.of(pattern);
    }
    return pattern.users().get().stream().map(user -> withUser(pattern, user)).toList();
  }

  /** The one whose sessions alone it matches; null if there is none. */
  private static @Nullable Uid ownerOf(final KillPattern pattern) {
    return pattern.uid()
        .or(
            () -> pattern.users().filter(users -> users.size() == 1)
                .map(users -> Uid.ofUser(users.iterator().next())))
        .orElse(null);
  }

  private static List<Collection<KillPattern>> groups(
      final List<KillPattern> patterns, final Function<KillPattern, @Nullable Object> keyOf) {
    final Map<Object, Collection<KillPattern>> groups = new LinkedHashMap<>();
    for (final KillPattern pattern : patterns) {
      final Object key = keyOf.apply(pattern);
      if (key == null) {
        throw tooLong("its patterns are neither all for sessions by id nor all for owners");
      }
      groups.computeIfAbsent(key, any -> new ArrayList<>()).add(pattern);
    }
    return List.copyOf(groups.values());
  }

  /** Adds the request with these groups, in as many parts as it takes. */
  private static void divide(
      final KillRequest request, final List<Collection<KillPattern>> groups, final List<KillRequest> parts) {
    final KillRequest part = with(request, groups.stream().flatMap(Collection::stream).distinct().toList());
    if (ClusterProtocol.fits(part)) {
      parts.add(part);
    } else if (groups.size() > 1) {
      divide(request, groups.subList(0, groups.size() / 2), parts);
      divide(request, groups.subList(groups.size() / 2, groups.size()), parts);
    } else {
      throw tooLong("its patterns for one session or owner alone are");
    }
  }

  private static ClusterException tooLong(final String why) {
    return new ClusterException(
        Reason.TOO_LONG, "the request is too long for one message, and cannot be divided: " + why, null);
  }

  private static KillRequest with(final KillRequest request, final List<KillPattern> patterns) {
    final KillRequest same =
        KillRequest.of(patterns).reason(request.reason()).by(request.by()).code(request.code());
    if (!request.hitsOperations()) {
      return same.cursorsOnly();
    }
    final KillRequest narrowed = request.hitsCursors() ? same : same.operationsOnly();
    return request.runningFor().map(narrowed::runningFor).orElse(narrowed);
  }

  private static KillPattern withUser(final KillPattern pattern, final UserName user) {
    KillPattern of = KillPattern.users(user);
    of = pattern.roles().isPresent() ? of.withRoles(pattern.roles().get()) : of;
    of = pattern.minIdle().isPresent() ? of.idleFor(pattern.minIdle().get()) : of;
    of = pattern.minAge().isPresent() ? of.olderThan(pattern.minAge().get()) : of;
    for (final Label label : pattern.labels().toList()) {
      of = of.withLabel(label.key(), label.value());
    }
    return of;
  }
}
