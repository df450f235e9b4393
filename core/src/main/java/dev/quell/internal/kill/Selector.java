package dev.quell.internal.kill;

import dev.quell.KillPattern;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.UserName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What one or more patterns ask for, in the terms of the indexes: a conjunction of sets. A null set does not constrain, an empty
 * one matches nobody.
 *
 * <p>Patterns that constrain one and the same thing are merged ({@code [{uid: a}, {uid: b}]} is one selector for two owners), so a
 * kill with thousands of patterns of a kind is one step, not thousands.
 */
final class Selector {
  private static final long NO_MINIMUM = 0;
  private static final Selector[] EVERYTHING = {new Selector(null, null, null, NO_MINIMUM, NO_MINIMUM)};
  private static final VarHandle COMPILED;

  static {
    try {
      COMPILED =
          MethodHandles.privateLookupIn(KillPattern.class, MethodHandles.lookup())
              .findVarHandle(KillPattern.class, "compiled", Object.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Set<UUID> ids;
  final Set<Uid> owners;
  final Set<Role> roles;
  final long minIdleMs;
  final long minAgeMs;

  private Selector(
      final Set<UUID> ids, final Set<Uid> owners, final Set<Role> roles, final long minIdleMs, final long minAgeMs) {
    this.ids = ids;
    this.owners = owners;
    this.roles = roles;
    this.minIdleMs = minIdleMs;
    this.minAgeMs = minAgeMs;
  }

  /** The selectors of these patterns; no pattern at all selects every session. */
  static Selector[] of(final List<KillPattern> patterns) {
    if (patterns.isEmpty()) {
      return EVERYTHING;
    }
    if (patterns.size() == 1) {
      return compiled(patterns.get(0));
    }
    final Map<Object, Selector> merged = new LinkedHashMap<>();
    for (final KillPattern pattern : patterns) {
      final Selector selector = compiled(pattern)[0];
      if (selector.selectsEverything()) {
        return EVERYTHING;
      }
      if (!selector.selectsNobody()) {
        merged.merge(selector.mergeKey(), selector, Selector::merge);
      }
    }
    return merged.values().toArray(Selector[]::new);
  }

  /** The pattern's own selector, alone; the pattern keeps it, so a pattern used again costs nothing. */
  private static Selector[] compiled(final KillPattern pattern) {
    final Selector[] known = (Selector[]) COMPILED.getAcquire(pattern); // pairs with the setRelease below
    if (known != null) {
      return known;
    }
    final Selector[] made = {of(pattern)};
    COMPILED.setRelease(pattern, made); // pairs with the getAcquire above
    return made;
  }

  private static Selector of(final KillPattern pattern) {
    return new Selector(
        pattern.id().map(Set::of).orElse(null),
        owners(pattern),
        pattern.roles().orElse(null),
        pattern.minIdle().map(Selector::millis).orElse(NO_MINIMUM),
        pattern.minAge().map(Selector::millis).orElse(NO_MINIMUM));
  }

  private static Set<Uid> owners(final KillPattern pattern) {
    if (pattern.matchesNobody()) {
      return Set.of();
    }
    final Uid uid = pattern.uid().orElse(null);
    final Set<UserName> users = pattern.users().orElse(null);
    if (users == null) {
      return uid == null ? null : Set.of(uid);
    }
    final Set<Uid> uids = new HashSet<>(users.size() * 2);
    for (final UserName user : users) {
      uids.add(Uid.ofUser(user));
    }
    return uid == null ? uids : uids.contains(uid) ? Set.of(uid) : Set.of();
  }

  private static long millis(final Duration duration) {
    return duration.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE : duration.toMillis();
  }

  boolean selectsEverything() {
    return ids == null && owners == null && roles == null && minIdleMs == NO_MINIMUM && minAgeMs == NO_MINIMUM;
  }

  boolean selectsNobody() {
    return owners != null && owners.isEmpty() || roles != null && roles.isEmpty();
  }

  /** Selectors with equal keys differ in one set only, the first of ids, owners, roles that they have. */
  private Object mergeKey() {
    final boolean byId = ids != null;
    final boolean byOwner = !byId && owners != null;
    return List.of(
        byId,
        byOwner,
        byId && owners != null ? owners : Set.of(),
        roles != null,
        (byId || byOwner) && roles != null ? roles : Set.of(),
        minIdleMs,
        minAgeMs,
        byId && owners != null);
  }

  private static Selector merge(final Selector a, final Selector b) {
    if (a.ids != null) {
      return new Selector(union(a.ids, b.ids), a.owners, a.roles, a.minIdleMs, a.minAgeMs);
    }
    if (a.owners != null) {
      return new Selector(null, union(a.owners, b.owners), a.roles, a.minIdleMs, a.minAgeMs);
    }
    return new Selector(null, null, a.roles == null ? null : union(a.roles, b.roles), a.minIdleMs, a.minAgeMs);
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
    if (ids != null) {
      parts.add("lsid: " + shortened(ids));
    }
    if (owners != null) {
      parts.add("uid: " + shortened(owners));
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

  private static String shortened(final Set<?> set) {
    return set.size() <= 4 ? set.toString() : "(" + set.size() + ")";
  }
}
