package dev.quell.internal.kill;

import dev.quell.KillExplanation.Index;
import dev.quell.Labels;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one or more patterns ask for, in the terms of the indexes: a conjunction of sets. A null set does not constrain,
 * an empty one matches nothing.
 */
final class Selector {
  static final long NO_MINIMUM = 0;
  /** Sets of up to this many elements are spelled out in texts. */
  private static final int FEW = 4;
  static final Selector EVERYTHING =
      new Selector(null, null, null, null, null, NO_MINIMUM, NO_MINIMUM, Labels.none(), false);

  // Most kills name one UUID or owner: it is in a field. Several are in a set.
  private final boolean oneId;
  final long idHigh;
  final long idLow;
  final @Nullable Uid onlyOwner;
  private final @Nullable Set<UUID> ids;
  final @Nullable Set<Uid> owners;
  /** Owners by UUID, for sessions of several owners that are named by both; {@link #ids} are the keys then. */
  final @Nullable Map<UUID, Set<Uid>> pairs;
  final @Nullable Set<Role> roles;
  final long minIdleMs;
  final long minAgeMs;
  /** All of them: of the session, or of the operation or cursor itself. */
  final Labels labels;
  /** Whether it asks for labels alone, so that work without a session may meet it. */
  final boolean labelsAlone;

  Selector(final Map<UUID, Set<Uid>> pairs) {
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
    this.labels = Labels.none();
    this.labelsAlone = false;
  }

  Selector(
      final @Nullable UUID onlyId,
      final @Nullable Set<UUID> ids,
      final @Nullable Uid onlyOwner,
      final @Nullable Set<Uid> owners,
      final @Nullable Set<Role> roles,
      final long minIdleMs,
      final long minAgeMs,
      final Labels labels,
      final boolean labelsAlone) {
    this.oneId = onlyId != null;
    this.idHigh = onlyId != null ? onlyId.getMostSignificantBits() : 0;
    this.idLow = onlyId != null ? onlyId.getLeastSignificantBits() : 0;
    this.ids = ids;
    this.onlyOwner = onlyOwner;
    this.owners = owners;
    this.pairs = null;
    this.roles = roles;
    this.minIdleMs = minIdleMs;
    this.minAgeMs = minAgeMs;
    this.labels = labels;
    this.labelsAlone = labelsAlone;
  }

  boolean selectsEverything() {
    return !hasIds() && !hasOwners() && roles == null && !narrowsByTime() && !hasLabels();
  }

  boolean selectsNobody() {
    return owners != null && owners.isEmpty() || roles != null && roles.isEmpty();
  }

  /** Whether it names one session by its UUID, and maybe its one owner, and asks for nothing else. */
  boolean isOneSession() {
    return oneId && owners == null && asksForNothingElse();
  }

  /** Whether it names one owner, and asks for nothing else. */
  boolean isOneOwner() {
    return onlyOwner != null && !hasIds() && asksForNothingElse();
  }

  private boolean asksForNothingElse() {
    return roles == null && !narrowsByTime() && !hasLabels();
  }

  boolean hasLabels() {
    return !labels.isEmpty();
  }

  boolean hasIds() {
    return oneId || ids != null;
  }

  boolean hasOwners() {
    return onlyOwner != null || owners != null || hasPairs();
  }

  /** Whether each UUID has separate owners. */
  boolean hasPairs() {
    return pairs != null;
  }

  /** The UUIDs, or null for any. */
  @Nullable
  Set<UUID> ids() {
    return oneId ? Set.of(new UUID(idHigh, idLow)) : ids;
  }

  /** The owners, or null for any, and for {@link #hasPairs}. */
  @Nullable
  Set<Uid> owners() {
    return onlyOwner != null ? Set.of(onlyOwner) : owners;
  }

  @SuppressWarnings("NullAway") // of one that hasIds()
  int countIds() {
    return oneId ? 1 : ids.size();
  }

  @SuppressWarnings("NullAway") // of one that hasOwners(), but no pairs
  int countOwners() {
    return onlyOwner != null ? 1 : owners.size();
  }

  /** Whether {@link #idHigh} and {@link #idLow} are the only UUID. */
  boolean hasOneId() {
    return oneId;
  }

  @SuppressWarnings("NullAway") // of one that hasIds()
  boolean hasId(final long high, final long low) {
    return oneId ? idLow == low && idHigh == high : ids.contains(new UUID(high, low));
  }

  /** Whether {@code uid}, the owner of the session in the slot, is one of the owners. */
  @SuppressWarnings("NullAway") // of one that hasOwners()
  private boolean hasOwner(final Uid uid, final Segment<?, ?, ?> segment, final int offset) {
    if (pairs != null) {
      return pairs.getOrDefault(new UUID(segment.idHigh(offset), segment.idLow(offset)), Set.of()).contains(uid);
    }
    return onlyOwner != null ? onlyOwner.equals(uid) : owners.contains(uid);
  }

  static boolean narrowByTime(final Selector[] some) {
    for (final Selector selector : some) {
      if (selector.narrowsByTime()) {
        return true;
      }
    }
    return false;
  }

  boolean narrowsByTime() {
    return minIdleMs != NO_MINIMUM || minAgeMs != NO_MINIMUM;
  }

  // ---- whether a session meets it

  /** Whether every candidate from this index meets the selector. */
  boolean isExact(final Index index) {
    return !narrowsByTime()
        && (index == Index.SESSION_ID || !hasIds())
        && (index == Index.OWNER || !hasOwners())
        && (index == Index.ROLE || roles == null)
        && (index == Index.LABEL ? labels.size() == 1 : !hasLabels());
  }

  /**
   * Whether the session, with all its work, meets what the index {@code known} does not guarantee; null guarantees
   * nothing. The slot may hold another session by now: the caller compares the kill word (SG-I2).
   *
   * @param now core milliseconds, read once for the walk
   */
  boolean meets(
      final Segment<OwnerRecord, SessionAnchor, ?> segment,
      final int offset,
      final @Nullable Index known,
      final long now) {
    if (!hasLabels() || known == Index.LABEL && labels.size() == 1) {
      return meetsFields(segment, offset, known, now);
    }
    while (true) { // roles and labels may change: both must be met at one time
      final OwnerRecord owner = segment.owner(offset);
      final Object version = owner == null ? null : owner.version();
      final boolean meets = meetsFields(segment, offset, known, now) && carries(labelsOf(segment, offset));
      if (!meets || roles == null || owner == null || owner.version() == version) {
        return meets;
      }
    }
  }

  /** Whether these are enough for the labels that it asks for. */
  boolean carries(final Labels some) {
    return some.containsAll(labels);
  }

  /** The labels of the session in the slot. */
  static Labels labelsOf(final Segment<?, SessionAnchor, ?> segment, final int offset) {
    final SessionAnchor session = SessionAnchor.in(segment, offset);
    return session == null ? Labels.none() : session.carried();
  }

  /** {@link #meets} without the labels. */
  boolean meetsFields(
      final Segment<OwnerRecord, ?, ?> segment, final int offset, final @Nullable Index known, final long now) {
    if (narrowsByTime() && !isOldEnough(segment.meta(offset), now)
        || hasIds() && known != Index.SESSION_ID && !hasId(segment.idHigh(offset), segment.idLow(offset))) {
      return false;
    }
    final boolean byOwner = hasOwners() && known != Index.OWNER;
    final Set<Role> anyOf = known != Index.ROLE ? roles : null;
    if (!byOwner && anyOf == null) {
      return true;
    }
    final OwnerRecord owner = segment.owner(offset);
    return owner != null
        && (!byOwner || hasOwner(owner.uid(), segment, offset))
        && (anyOf == null || owner.holdsAny(anyOf));
  }

  /** Times are rounded down to a unit, so the latest time that may be meant must be old enough. */
  private boolean isOldEnough(final long meta, final long now) {
    final long idle = now - SessionMeta.usedMs(meta, now) - SessionMeta.UNIT_MS + 1;
    final long age = now - SessionMeta.openedMs(meta, now) - SessionMeta.UNIT_MS + 1;
    return (minIdleMs == NO_MINIMUM || idle >= minIdleMs) && (minAgeMs == NO_MINIMUM || age >= minAgeMs);
  }

  /** Whether a walk by this index, which is not that of roles, visits the session for this selector. */
  boolean isCandidate(final Index index, final Segment<OwnerRecord, ?, ?> segment, final int offset) {
    switch (index) {
      case SESSION_ID:
        return hasId(segment.idHigh(offset), segment.idLow(offset));
      case OWNER:
        final OwnerRecord owner = segment.owner(offset);
        return owner != null && hasOwner(owner.uid(), segment, offset);
      default:
        return index == Index.ALL;
    }
  }

  @Override
  @SuppressWarnings("NullAway") // hasIds() and hasOwners() have looked
  public String toString() {
    final List<String> parts = new ArrayList<>();
    if (pairs != null) {
      parts.add("lsid: " + shortenedPairs(pairs));
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
    if (hasLabels()) {
      parts.add("labels: " + labels);
    }
    return "{" + String.join(", ", parts) + "}";
  }

  private static String shortenedPairs(final Map<UUID, Set<Uid>> pairs) {
    return pairs.size() > FEW
        ? shortened(pairs.keySet())
        : pairs.entrySet().stream()
            .map(pair -> pair.getKey() + ": " + shortened(pair.getValue()))
            .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String shortened(final Set<?> set) {
    return set.size() <= FEW ? set.toString() : "(" + set.size() + ")";
  }
}
