package dev.quell.internal.label;

import dev.quell.Labels;
import dev.quell.internal.bag.Chunk;
import dev.quell.internal.bag.Member;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A session, operation object or cursor that carries labels: its present set of labels, an immutable version that the
 * index replaces as a whole. What never carried any has no such object.
 */
public final class Carrier {
  /*
   * States        no labels yet -> versions of labels -> buried (for ever)
   * Invariants    CA-I1  the set is replaced by compare-and-set: of two changes at once, one starts again.
   *               CA-I2  the set is buried once; the thread that replaces the last version takes its entries out.
   * Edges         CA-E1  cas CAS(set), bury getAndSet(set) -> getAcquire(set): the version and its entries
   * Tests         CA-I1  CarrierStress.CA_I1_RelabelVsRelabel
   *               CA-I2  CarrierStress.K8_RelabelVsEnd, CarrierStress.K8_LabelledCursorVsKill
   *               CA-E1  CarrierStress.K1_RelabelVsKillByKeptLabel
   */

  private static final VarHandle SET;

  static {
    try {
      SET = MethodHandles.lookup().findVarHandle(Carrier.class, "set", Version.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The labels that something carries at one time, each with its entry in the bag of the label. */
  static final class Version {
    private static final Entry[] NO_ENTRIES = {};
    static final Version NONE = new Version(Labels.none(), NO_ENTRIES);
    static final Version BURIED = new Version(Labels.none(), NO_ENTRIES);

    final Labels labels;
    final Entry[] entries; // in the order of the labels

    Version(final Labels labels, final Entry[] entries) {
      this.labels = labels;
      this.entries = entries;
    }

    boolean has(final Entry entry) {
      for (final Entry one : entries) {
        if (one == entry) {
          return true;
        }
      }
      return false;
    }

    /** The entry in the bag of this label, or null. */
    @Nullable
    Entry of(final Labels.Label label) {
      for (final Entry one : entries) {
        if (one.record.key.equals(label)) {
          return one;
        }
      }
      return null;
    }
  }

  /**
   * A carrier's entry in the bag of a label. It stays the same while the carrier has the label without a break, so that
   * a walk over the label cannot miss the carrier.
   */
  public static final class Entry implements Member {
    private final Carrier carrier;
    final LabelRecord<Entry> record;
    private final long arrival;
    @SuppressWarnings("NullAway.Init") // told before anybody asks
    private Chunk chunk; // written by the thread that links, before the entry is filled; read by the one that unlinks
    private int place;

    /** @param arrival the number given by the record to an open session, or zero */
    Entry(final Carrier carrier, final LabelRecord<Entry> record, final long arrival) {
      this.carrier = carrier;
      this.record = record;
      this.arrival = arrival;
    }

    public Carrier carrier() {
      return carrier;
    }

    /** Whether an open session came by this entry after the label had counted {@code arrivals}. */
    public boolean isLaterThan(final long arrivals) {
      return arrival > arrivals;
    }

    /** Whether the carrier carries the label through this very entry now. */
    public boolean isCurrent() {
      return carrier.version().has(this);
    }

    @Override
    public void placed(final Chunk newChunk, final int newPlace) {
      chunk = newChunk;
      place = newPlace;
    }

    @Override
    public Chunk chunk() {
      return chunk;
    }

    @Override
    public int place() {
      return place;
    }
  }

  /** Refers to an operation object that the host may drop. */
  private static final class Dropped extends WeakReference<Object> {
    private final Carrier carrier;

    Dropped(final Object operation, final ReferenceQueue<Object> queue, final Carrier carrier) {
      super(operation, queue);
      this.carrier = carrier;
    }
  }

  private final Kind kind;
  private final @Nullable Object subject;
  private final int slot;
  private final int generation;
  @SuppressWarnings("unused") // through SET
  private Version set = Version.NONE;

  private Carrier(final Kind kind, final @Nullable Object subject, final int slot, final int generation) {
    this.kind = kind;
    this.subject = subject;
    this.slot = slot;
    this.generation = generation;
  }

  private Carrier(final Object operation, final ReferenceQueue<Object> queue) {
    this.kind = Kind.OPERATION;
    this.subject = new Dropped(operation, queue, this);
    this.slot = 0;
    this.generation = 0;
  }

  /** Of the session in this slot and generation. Its end buries it, unless it is made later: that is taken back. */
  public static Carrier ofSession(final int slot, final int generation) {
    return new Carrier(Kind.SESSION, null, slot, generation);
  }

  /** Of a cursor. Its end buries it. */
  public static Carrier ofCursor(final Object cursor) {
    return new Carrier(Kind.CURSOR, cursor, 0, 0);
  }

  /** Of an operation object, which this does not keep. */
  static Carrier ofOperation(final Object operation, final ReferenceQueue<Object> queue) {
    return new Carrier(operation, queue);
  }

  /** The carrier whose operation object has gone. */
  static Carrier of(final Object polled) {
    return ((Dropped) polled).carrier;
  }

  Kind kind() {
    return kind;
  }

  /** The slot of the session. */
  public int slot() {
    return slot;
  }

  /**
   * The generation of the session. A session that ends during its first relabel gets its carrier too late to be buried
   * in time: then the slot may be another session's already.
   */
  public int generation() {
    return generation;
  }

  /** The operation object, or null if it has gone; or the cursor. */
  public @Nullable Object subject() {
    return subject instanceof Dropped reference ? reference.get() : subject;
  }

  /** Whether it has ended. A slot is not another session's before that. */
  public boolean isBuried() {
    return version() == Version.BURIED;
  }

  /** The labels that it carries now. */
  public Labels labels() {
    return version().labels;
  }

  Version version() {
    return (Version) SET.getAcquire(this); // CA-E1 acquire
  }

  boolean cas(final Version expected, final Version next) {
    return SET.compareAndSet(this, expected, next); // CA-E1 release; CA-I1
  }

  /** Replaces the last version, for ever. Returns it. */
  Version bury() {
    return (Version) SET.getAndSet(this, Version.BURIED); // CA-E1 release; CA-I2; LI-E3
  }
}
