package dev.quell.internal.kill;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.UserName;
import dev.quell.internal.services.RememberedByHost;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns patterns into selectors. Patterns that constrain the same thing are merged: {@code [{uid: a}, {uid: b}]} is one
 * selector for two owners. So a kill with thousands of patterns of a kind is one step, not thousands.
 */
final class PatternCompiler {
  private static final Selector[] EVERYTHING = {Selector.EVERYTHING};

  private PatternCompiler() {}

  /** The selectors of this request, which caches them. A request without patterns selects every session. */
  static Selector[] compile(final KillRequest request) {
    final Selector[] known = (Selector[]) RememberedByHost.compiled(request);
    if (known != null) {
      return known;
    }
    final Selector[] made = compile(request.patterns());
    RememberedByHost.setCompiled(request, made);
    return made;
  }

  /** The pattern of the request, if that names one UUID, one uid or both, and asks for nothing else; or null. */
  static @Nullable KillPattern onlySessionOrOwner(final KillRequest request) {
    final List<KillPattern> patterns = request.patterns();
    if (patterns.size() != 1) {
      return null;
    }
    final KillPattern pattern = patterns.get(0);
    final boolean alone =
        (pattern.id().isPresent() || pattern.uid().isPresent())
            && pattern.users().isEmpty()
            && pattern.roles().isEmpty()
            && pattern.minIdle().isEmpty()
            && pattern.minAge().isEmpty()
            && pattern.labels().isEmpty()
            && !pattern.matchesNobody(); // two owners
    return alone ? pattern : null;
  }

  private static Selector[] compile(final List<KillPattern> patterns) {
    if (patterns.isEmpty()) {
      return EVERYTHING;
    }
    if (patterns.size() == 1) {
      return new Selector[] {of(patterns.get(0))};
    }
    final Map<MergeKey, Selector> merged = new LinkedHashMap<>();
    boolean everything = false;
    for (final KillPattern pattern : patterns) {
      final Selector selector = of(pattern);
      everything |= selector.selectsEverything();
      if (!selector.selectsNobody()) {
        merged.merge(mergeKey(selector), selector, PatternCompiler::merge);
      }
    }
    if (everything) { // of sessions: only labels reach further
      merged.values().removeIf(selector -> !selector.labelsAlone && !selector.selectsEverything());
    }
    return merged.values().toArray(Selector[]::new);
  }

  private static Selector of(final KillPattern pattern) {
    final UUID id = pattern.id().orElse(null);
    final Uid uid = pattern.uid().orElse(null);
    final Set<Role> roles = pattern.roles().orElse(null);
    final long minIdleMs = pattern.minIdle().map(PatternCompiler::millis).orElse(Selector.NO_MINIMUM);
    final long minAgeMs = pattern.minAge().map(PatternCompiler::millis).orElse(Selector.NO_MINIMUM);
    final Labels labels = pattern.labels();
    final boolean alone =
        !labels.isEmpty()
            && id == null
            && uid == null
            && pattern.users().isEmpty()
            && roles == null
            && pattern.minIdle().isEmpty()
            && pattern.minAge().isEmpty();
    if (pattern.matchesNobody()) {
      return new Selector(id, null, null, Set.of(), roles, minIdleMs, minAgeMs, labels, false);
    }
    final Set<UserName> users = pattern.users().orElse(null);
    if (users == null) {
      return new Selector(id, null, uid, null, roles, minIdleMs, minAgeMs, labels, alone);
    }
    final Set<Uid> uids = new HashSet<>(users.size() * 2);
    for (final UserName user : users) {
      uids.add(Uid.ofUser(user));
    }
    if (uid != null) {
      uids.retainAll(Set.of(uid));
    }
    final Uid only = uids.size() == 1 ? uids.iterator().next() : null;
    return new Selector(id, null, only, only == null ? uids : null, roles, minIdleMs, minAgeMs, labels, false);
  }

  /** In milliseconds, rounded up. */
  static long millis(final Duration duration) {
    return duration.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE : duration.plusNanos(999_999).toMillis();
  }

  /**
   * Selectors with equal keys differ in one set only, the first that they have of ids, owners, roles; or each names
   * sessions of one owner.
   */
  @SuppressWarnings("NullAway") // one that hasOwners() is asked for them
  private static MergeKey mergeKey(final Selector of) {
    final boolean byId = of.hasIds();
    final boolean byOwner = !byId && of.hasOwners();
    final boolean isPair = byId && of.onlyOwner != null && of.roles == null && !of.narrowsByTime() && !of.hasLabels();
    return new MergeKey(
        byId,
        byOwner,
        isPair,
        byId && of.hasOwners() && !isPair ? MergeKey.sorted(of.owners()) : null,
        of.roles != null,
        (byId || byOwner) && of.roles != null ? MergeKey.sorted(of.roles) : null,
        of.minIdleMs,
        of.minAgeMs,
        of.labels,
        of.labelsAlone);
  }

  /** Both, with the labels, which are equal. */
  @SuppressWarnings("NullAway") // with equal keys, both have what one has
  private static Selector merge(final Selector a, final Selector b) {
    if (a.hasPairs() || a.hasIds() && a.onlyOwner != null && !a.onlyOwner.equals(b.onlyOwner)) {
      return mergePairs(a, b);
    }
    if (a.hasIds()) {
      return new Selector(
          null, union(a.ids(), b.ids()), a.onlyOwner, a.owners, a.roles, a.minIdleMs, a.minAgeMs, a.labels, false);
    }
    if (a.hasOwners()) {
      return new Selector(
          null, null, null, union(a.owners(), b.owners()), a.roles, a.minIdleMs, a.minAgeMs, a.labels, false);
    }
    final Set<Role> roles = a.roles == null ? null : union(a.roles, b.roles);
    return new Selector(null, null, null, null, roles, a.minIdleMs, a.minAgeMs, a.labels, a.labelsAlone);
  }

  /** Both, in the first one if a merge made it. */
  private static Selector mergePairs(final Selector a, final Selector b) {
    final Selector both = a.hasPairs() ? a : new Selector(new HashMap<>());
    if (both != a) {
      addPairs(both, a);
    }
    addPairs(both, b);
    return both;
  }

  @SuppressWarnings("NullAway") // one has pairs, the other UUIDs and an owner
  private static void addPairs(final Selector both, final Selector ofOneOwner) {
    for (final UUID id : ofOneOwner.ids()) {
      both.pairs.computeIfAbsent(id, key -> new HashSet<>(2)).add(ofOneOwner.onlyOwner);
    }
  }

  /** The union, in the first set if a merge made that. */
  private static <T> Set<T> union(final Set<T> a, final Set<T> b) {
    final Set<T> all = a instanceof Union<T> ? a : new Union<>(a);
    all.addAll(b);
    return all;
  }

  /** A set that a merge made: no pattern refers to it. */
  private static final class Union<T> extends HashSet<T> {
    private static final long serialVersionUID = 1L;

    Union(final Set<T> first) {
      super(first);
    }
  }
}
