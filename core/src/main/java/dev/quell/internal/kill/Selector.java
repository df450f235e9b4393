package dev.quell.internal.kill;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.UserName;
import dev.quell.internal.slots.Segment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What one or more patterns ask for, in the terms of the indexes: a conjunction of sets. A null set does not constrain,
 * an empty one matches nobody.
 *
 * <p>Patterns that constrain one and the same thing are merged ({@code [{uid: a}, {uid: b}]} is one selector for two
 * owners), so a kill with thousands of patterns of a kind is one step, not thousands.
 */
final class Selector {
  /*
   * Edges         E1  setRelease(compiled)  ->  getAcquire(compiled)   the selectors, whoever made them
   * Tests         E1  LabelSessionStress.Selector_E1_KillVsKillWithOneRequest
   */

  private static final long NO_MINIMUM = 0;
  /** Up to so many of a kind are named in texts. */
  private static final int FEW = 4;
  private static final Selector[] EVERYTHING = {new Selector(null, null, null, NO_MINIMUM, NO_MINIMUM)};
  private static final VarHandle COMPILED;

  static {
    try {
      COMPILED =
          MethodHandles.privateLookupIn(KillRequest.class, MethodHandles.lookup())
              .findVarHandle(KillRequest.class, "compiled", Object.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // One UUID or owner, as most kills name, stands here itself; several stand in a set.
  private final boolean oneId;
  final long idHigh;
  final long idLow;
  final Uid onlyOwner;
  private final Set<UUID> ids;
  private final Set<Uid> owners;
  /** Sessions by UUID and owner both, where these are not all of one owner; {@link #ids} are its keys then. */
  private final Map<UUID, Set<Uid>> pairs;
  final Set<Role> roles;
  final long minIdleMs;
  final long minAgeMs;

  private Selector(
      final Set<UUID> ids, final Set<Uid> owners, final Set<Role> roles, final long minIdleMs, final long minAgeMs) {
    this(null, ids, null, owners, roles, minIdleMs, minAgeMs);
  }

  private Selector(final Map<UUID, Set<Uid>> pairs) {
    this.oneId = false;
    this.idHigh = 0;
    this.idLow = 0;
    this.ids = pairs.keySet();
    this.onlyOwner = null;
    this.owners = null;
    this.pairs = pairs;
    this.roles = null;
    this.minIdleMs = NO_MINIMUM;
    this.minAgeMs = NO_MINIMUM;
  }

  private Selector(
      final UUID onlyId, final Set<UUID> ids, final Uid onlyOwner, final Set<Uid> owners,
      final Set<Role> roles, final long minIdleMs, final long minAgeMs) {
    this.oneId = onlyId != null;
    this.idHigh = oneId ? onlyId.getMostSignificantBits() : 0;
    this.idLow = oneId ? onlyId.getLeastSignificantBits() : 0;
    this.ids = ids;
    this.onlyOwner = onlyOwner;
    this.owners = owners;
    this.pairs = null;
    this.roles = roles;
    this.minIdleMs = minIdleMs;
    this.minAgeMs = minAgeMs;
  }

  /**
   * The selectors of this request, which keeps them: a request used again costs nothing. No pattern at all selects
   * every session.
   */
  static Selector[] of(final KillRequest request) {
    final Selector[] known = (Selector[]) COMPILED.getAcquire(request); // E1 acquire
    if (known != null) {
      return known;
    }
    final Selector[] made = of(request.patterns());
    COMPILED.setRelease(request, made); // E1 release
    return made;
  }

  private static Selector[] of(final List<KillPattern> patterns) {
    if (patterns.isEmpty()) {
      return EVERYTHING;
    }
    if (patterns.size() == 1) {
      return new Selector[] {of(patterns.get(0))};
    }
    final Map<MergeKey, Selector> merged = new LinkedHashMap<>();
    for (final KillPattern pattern : patterns) {
      final Selector selector = of(pattern);
      if (selector.selectsEverything()) {
        return EVERYTHING;
      }
      if (!selector.selectsNobody()) {
        merged.merge(selector.mergeKey(), selector, Selector::merge);
      }
    }
    return merged.values().toArray(Selector[]::new);
  }

  private static Selector of(final KillPattern pattern) {
    final UUID id = pattern.id().orElse(null);
    final Uid uid = pattern.uid().orElse(null);
    final Set<Role> roles = pattern.roles().orElse(null);
    final long minIdleMs = pattern.minIdle().map(Selector::millis).orElse(NO_MINIMUM);
    final long minAgeMs = pattern.minAge().map(Selector::millis).orElse(NO_MINIMUM);
    if (pattern.matchesNobody()) {
      return new Selector(id, null, null, Set.of(), roles, minIdleMs, minAgeMs);
    }
    final Set<UserName> users = pattern.users().orElse(null);
    if (users == null) {
      return new Selector(id, null, uid, null, roles, minIdleMs, minAgeMs);
    }
    final Set<Uid> uids = new HashSet<>(users.size() * 2);
    for (final UserName user : users) {
      uids.add(Uid.ofUser(user));
    }
    if (uid != null) {
      uids.retainAll(Set.of(uid));
    }
    final Uid only = uids.size() == 1 ? uids.iterator().next() : null;
    return new Selector(id, null, only, only == null ? uids : null, roles, minIdleMs, minAgeMs);
  }

  private static long millis(final Duration duration) {
    // rounded up
    return duration.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE : duration.plusNanos(999_999).toMillis();
  }

  boolean selectsEverything() {
    return !hasIds() && !hasOwners() && roles == null && !narrowsByTime();
  }

  boolean selectsNobody() {
    return owners != null && owners.isEmpty() || roles != null && roles.isEmpty();
  }

  boolean hasIds() {
    return oneId || ids != null;
  }

  boolean hasOwners() {
    return onlyOwner != null || owners != null || hasPairs();
  }

  /** Whether each UUID has owners of its own. */
  boolean hasPairs() {
    return pairs != null;
  }

  /** The UUIDs, or null for any. */
  Set<UUID> ids() {
    return oneId ? Set.of(new UUID(idHigh, idLow)) : ids;
  }

  /** The owners, or null for any, and for {@link #hasPairs}. */
  Set<Uid> owners() {
    return onlyOwner != null ? Set.of(onlyOwner) : owners;
  }

  int countIds() {
    return oneId ? 1 : ids.size();
  }

  int countOwners() {
    return onlyOwner != null ? 1 : owners.size();
  }

  /** Whether {@link #idHigh} and {@link #idLow} are the one UUID in question. */
  boolean hasOneId() {
    return oneId;
  }

  boolean hasId(final long high, final long low) {
    return oneId ? idLow == low && idHigh == high : ids.contains(new UUID(high, low));
  }

  /** Whether the owner of the session in a slot is one of those in question. */
  boolean hasOwner(final Uid uid, final Segment segment, final int offset) {
    if (hasPairs()) {
      return pairs.getOrDefault(new UUID(segment.idHigh(offset), segment.idLow(offset)), Set.of()).contains(uid);
    }
    return onlyOwner != null ? onlyOwner.equals(uid) : owners.contains(uid);
  }

  boolean narrowsByTime() {
    return minIdleMs != NO_MINIMUM || minAgeMs != NO_MINIMUM;
  }

  /**
   * Selectors with equal keys differ in one set only, the first of ids, owners, roles that they have; or they are of
   * one owner's sessions each.
   */
  private MergeKey mergeKey() {
    final boolean byId = hasIds();
    final boolean byOwner = !byId && hasOwners();
    final boolean isPair = byId && onlyOwner != null && roles == null && !narrowsByTime();
    return new MergeKey(
        byId,
        byOwner,
        isPair,
        byId && hasOwners() && !isPair ? MergeKey.sorted(owners()) : null,
        roles != null,
        (byId || byOwner) && roles != null ? MergeKey.sorted(roles) : null,
        minIdleMs,
        minAgeMs);
  }

  private static Selector merge(final Selector a, final Selector b) {
    if (a.hasPairs() || a.hasIds() && a.onlyOwner != null && !a.onlyOwner.equals(b.onlyOwner)) {
      return mergePairs(a, b);
    }
    if (a.hasIds()) {
      return new Selector(
          null, union(a.ids(), b.ids()), a.onlyOwner, a.owners, a.roles, a.minIdleMs, a.minAgeMs);
    }
    if (a.hasOwners()) {
      return new Selector(null, union(a.owners(), b.owners()), a.roles, a.minIdleMs, a.minAgeMs);
    }
    return new Selector(null, null, a.roles == null ? null : union(a.roles, b.roles), a.minIdleMs, a.minAgeMs);
  }

  /** Both, in the first one if merging has made it. */
  private static Selector mergePairs(final Selector a, final Selector b) {
    final Selector both = a.hasPairs() ? a : new Selector(new HashMap<>());
    if (both != a) {
      both.addPairs(a);
    }
    both.addPairs(b);
    return both;
  }

  private void addPairs(final Selector ofOneOwner) {
    for (final UUID id : ofOneOwner.ids()) {
      pairs.computeIfAbsent(id, key -> new HashSet<>(2)).add(ofOneOwner.onlyOwner);
    }
  }

  /** The union, in the first set if that is one that merging has made. */
  private static <T> Set<T> union(final Set<T> a, final Set<T> b) {
    final Set<T> all = a instanceof Union<T> ? a : new Union<>(a);
    all.addAll(b);
    return all;
  }

  /** A set that belongs to one merge and no pattern. */
  private static final class Union<T> extends HashSet<T> {
    private static final long serialVersionUID = 1L;

    Union(final Set<T> first) {
      super(first);
    }
  }

  @Override
  public String toString() {
    final List<String> parts = new ArrayList<>();
    if (hasPairs()) {
      parts.add("lsid: " + shortenedPairs());
    } else if (hasIds()) {
      parts.add("lsid: " + shortened(ids()));
    }
    if (hasOwners() && !hasPairs()) {
      parts.add("uid: " + shortened(owners()));
    }
    if (roles != null) {
      parts.add("roles: " + shortened(roles));
    }
    if (minIdleMs != NO_MINIMUM) {
      parts.add("idle: " + Duration.ofMillis(minIdleMs));
    }
    if (minAgeMs != NO_MINIMUM) {
      parts.add("age: " + Duration.ofMillis(minAgeMs));
    }
    return "{" + String.join(", ", parts) + "}";
  }

  private String shortenedPairs() {
    return pairs.size() > FEW
        ? shortened(ids)
        : pairs.entrySet().stream()
            .map(pair -> pair.getKey() + ": " + shortened(pair.getValue()))
            .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String shortened(final Set<?> set) {
    return set.size() <= FEW ? set.toString() : "(" + set.size() + ")";
  }
}
