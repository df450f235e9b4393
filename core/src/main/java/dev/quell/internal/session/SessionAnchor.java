package dev.quell.internal.session;

import dev.quell.Cursor;
import dev.quell.Labels;
import dev.quell.internal.bag.Chunk;
import dev.quell.internal.bag.Places;
import dev.quell.internal.bag.RefBag;
import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.label.Carrier;
import dev.quell.internal.label.LabelIndex;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.operation.SessionHome;
import dev.quell.internal.slots.Anchored;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.Segment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the core keeps of one session outside its slot: its attachments, and the chunk of its owner's bag that the slot
 * had a place for. {@link SessionImpl} adds what the host sees. The two are one object of 32 bytes, which {@link
 * SessionObjects} makes when somebody asks for it, and which is never reused.
 */
public abstract class SessionAnchor extends Anchored implements SessionHome, Places {
  /*
   * Invariants    SA-I1  attachments, and the carrier in them, are set once, by compare-and-set.
   * Edges         SA-E1  attachments CAS -> attachments getVolatile: the bags; and for the thread that ends the
   *                      session, as CH-E4
   * Tests         SA-I1, SA-E1  LabelCursorStress.SA_I1_OpenCursorVsOpenCursor, CarrierStress.SA_I1_RelabelVsRelabel
   */

  private static final VarHandle ATTACHMENTS;

  static {
    try {
      ATTACHMENTS = MethodHandles.lookup().findVarHandle(SessionAnchor.class, "attachments", Attachments.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final int slot;
  final int generation;
  @SuppressWarnings("unused") // through ATTACHMENTS
  private @Nullable Attachments attachments;

  /** @param chunk null if the slot is not listed yet: then {@link #placed} follows */
  SessionAnchor(final int slot, final int generation, final @Nullable Chunk chunk) {
    super(chunk);
    this.slot = slot;
    this.generation = generation;
  }

  // ---- in a slot

  /** The object of the session that is in the slot now; null if nobody has asked for it. */
  public static @Nullable SessionAnchor in(final Segment<?, SessionAnchor, ?> segment, final int offset) {
    return in(segment, offset, segment.generation(offset));
  }

  /** The object of the slot's session of this generation; null if nobody has asked for it. */
  static @Nullable SessionAnchor in(
      final Segment<?, SessionAnchor, ?> segment, final int offset, final int generation) {
    // AN-I2
    return segment.anchor(offset) instanceof SessionAnchor seen && seen.generation == generation ? seen : null;
  }

  /** {@link #in(Segment, int)} for the thread that has ended the session. */
  static @Nullable SessionAnchor ofEnded(final Segment<?, SessionAnchor, ?> segment, final int offset) {
    final SessionAnchor seen = segment.sessionVolatile(offset); // AN-E1: after the word shows ENDED
    return seen != null && seen.generation == segment.generation(offset) ? seen : null; // AN-I2
  }

  // ---- of a session that opens with its object

  @Override
  public final void placed(final int element, final Chunk newChunk, final int place) {
    chunk(newChunk);
    segment().placed(element, this, place); // AN-I1
  }

  @Override
  public final Chunk chunk(final int element) {
    return chunk();
  }

  @Override
  public final int place(final int element) {
    return segment().place(element);
  }

  // ---- of one session

  /** The segment of the slot. */
  abstract Segment<?, ?, ?> segment();

  final int offset() {
    return Segment.offset(slot);
  }

  public final long handle() {
    return Handle.of(slot, generation);
  }

  // ---- what is attached

  private Attachments attachments() {
    final Attachments seen = attachmentsIfAny();
    if (seen != null) {
      return seen;
    }
    final Attachments fresh = new Attachments();
    final Attachments witness = (Attachments) ATTACHMENTS.compareAndExchange(this, null, fresh); // SA-E1 release; SA-I1
    return witness == null ? fresh : witness;
  }

  private @Nullable Attachments attachmentsIfAny() {
    return (Attachments) ATTACHMENTS.getVolatile(this); // SA-E1 acquire; HO-I3; LI-E3
  }

  @Override
  public final RefBag<OperationState> furtherOperations() {
    return attachments().operations;
  }

  final RefBag<CursorImpl<?>> cursors() {
    return attachments().cursors;
  }

  /** Opens a cursor in this session, with the labels of the operation that opens it if there is one with labels. */
  abstract <T extends AutoCloseable> Cursor<T> openCursor(T resource, @Nullable Carrier opener);

  /**
   * Ends the cursors of a session that has ended: an idle one is closed later, a pinned one at unpin. Returns how many
   * were not claimed before.
   */
  final long endCursors() {
    final long[] count = {0};
    offerCursors(cursor -> count[0] += cursor.endWithSession() ? 1 : 0);
    return count[0];
  }

  // ---- labels

  /** The session as a carrier of labels; null if it never had any. */
  private @Nullable Carrier carrier() {
    final Attachments attached = attachmentsIfAny();
    return attached == null ? null : attached.carrierIfAny();
  }

  /** The labels that the session carries now. */
  public final Labels carried() {
    final Carrier carrier = carrier();
    return carrier == null ? Labels.none() : carrier.labels();
  }

  /** Gives the session its first labels, before it opens. */
  final void label(final LabelIndex index, final Labels labels) {
    if (!labels.isEmpty()) {
      index.label(attachments().carrier(slot, generation), labels);
    }
  }

  /**
   * Gives the session other labels; false if it has ended. If its end has missed them, this takes them back: the end
   * looks for labels after the kill word shows ENDED, this at the word after the labels are there (LI-E3). They were
   * given before the end then.
   */
  final boolean relabel(final LabelIndex index, final Labels labels) {
    if (!index.relabel(attachments().carrier(slot, generation), labels)) {
      return false;
    }
    final long word = segment().killWordVolatile(offset()); // LI-E3: after the labels are there
    if (!KillWord.isLive(word) || !segment().stillIn(offset(), generation)) {
      endLabels(index);
    }
    return true;
  }

  /** Takes the labels from a session that has ended or did not open. */
  final void endLabels(final LabelIndex index) {
    final Carrier carrier = carrier();
    if (carrier != null) {
      index.bury(carrier); // LI-E3
    }
  }

  @Override
  public final void offerFurther(final Consumer<? super Run> visitor) {
    final Attachments attached = attachmentsIfAny();
    if (attached != null) {
      attached.operations.forEach(
          operation -> {
            operation.offer(handle(), visitor);
            return true;
          });
    }
  }

  /** Shows the open cursors. */
  public final void offerCursors(final Consumer<? super CursorImpl<?>> visitor) {
    final Attachments attached = attachmentsIfAny();
    if (attached != null) {
      attached.cursors.forEach(
          cursor -> {
            visitor.accept(cursor);
            return true;
          });
    }
  }
}
