package dev.quell.internal.session;

import dev.quell.internal.bag.Chunk;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.services.Apart;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import org.jspecify.annotations.Nullable;

/**
 * Makes the object of a session when somebody asks for it: the host for a {@code Session}, or who attaches something. A
 * session has one and keeps it. Sessions that are only found by their UUID, begun in, killed and ended have none.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free.
 */
final class SessionObjects extends Apart {
  /*
   * Invariants    AN-I1  all that ask for the object of one session get the same one: it is there in place of the
   *                      chunk before the session opens, or takes its place, or that of an earlier session's object, by
   *                      compare-and-set. It has the same chunk, and stays until the slot is free.
   *               AN-I2  a thread that has stood still may put the object of an earlier session into the slot, if the
   *                      chunk is the same. So readers compare the generation, an object of an earlier one is replaced
   *                      like a chunk, and one of a later one is left alone. Who attaches something has the session's
   *                      own object in the slot first: so with ATTACHED in the word there is no other.
   * Edges         AN-E1  ask CAS(anchor), then what is attached, then the word; end CAS(word to ENDED), then
   *                      getVolatile(anchor): one sees the other
   * Tests         AN-I1  SessionObjectStress.AN_I1_AskVsAsk, SessionObjectStress.AN_I1_AskVsOpen
   *               AN-I2  SessionObjectsTest.shouldNotShowTheObjectOfAnEarlierSession,
   *                      SessionObjectStress.AN_I2_AskVsReuse
   *               AN-E1  SessionObjectStress.AN_E1_FirstLabelVsEnd
   */

  /** Makes a session object. */
  @FunctionalInterface
  interface Factory {
    SessionAnchor make(int slot, int generation, @Nullable Chunk chunk);
  }

  private final SessionSlots<OwnerRecord, SessionAnchor, OperationState> slots;
  private final Factory factory;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  SessionObjects(final SessionSlots<OwnerRecord, SessionAnchor, OperationState> slots, final Factory factory) {
    this.slots = slots;
    this.factory = factory;
  }

  /**
   * The object of the session with this handle, made now if it has none; null if another session has the slot. The
   * session may have ended.
   */
  @Nullable
  SessionAnchor of(final long handle) {
    final int slot = Handle.slot(handle);
    final int generation = Handle.generation(handle);
    final Segment<OwnerRecord, SessionAnchor, OperationState> segment = slots.segmentOf(slot);
    final SessionAnchor seen = SessionAnchor.in(segment, Segment.offset(slot), generation);
    return seen == null ? make(segment, slot, generation) : seen;
  }

  private @Nullable SessionAnchor make(
      final Segment<OwnerRecord, SessionAnchor, OperationState> segment, final int slot, final int generation) {
    final int offset = Segment.offset(slot);
    while (true) {
      final Object seen = segment.anchor(offset);
      final SessionAnchor earlier = seen instanceof SessionAnchor object ? object : null;
      if (earlier != null && earlier.generation == generation) {
        return earlier;
      }
      if (seen == null || !segment.stillIn(offset, generation)) { // AN-I2: else a later session's would be replaced
        return null;
      }
      final Chunk chunk = earlier == null ? (Chunk) seen : earlier.chunk();
      final SessionAnchor fresh = factory.make(slot, generation, chunk);
      if (segment.casAnchor(offset, seen, fresh)) { // AN-I1; AN-E1
        if (segment.stillIn(offset, generation)) { // AN-I2
          return fresh;
        }
        segment.casAnchor(offset, fresh, chunk); // AN-I2: another session has the slot
        return null;
      }
    }
  }

  /** The object of a session that this thread is opening. It comes into the slot when that is listed with it. */
  SessionAnchor open(final int slot, final int generation) {
    return factory.make(slot, generation, null);
  }
}
