package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.internal.index.HashIndex;
import dev.quell.internal.index.KeyedHash;
import dev.quell.internal.index.UuidIndex;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import dev.quell.internal.slots.SessionWord;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The indexes, with all keys in one bucket. */
public final class IndexStress {
  private IndexStress() {}

  private static final SessionSlots SLOTS = new SessionSlots(1 << 20, null);
  private static final Object OWNER = new Object();

  /** An index of its own over shared slots. A hash function of zeros puts all small keys into one bucket. */
  private abstract static class OneBucket {
    final UuidIndex index = new UuidIndex(SLOTS, 64, new KeyedHash(() -> 0));

    static long take(final long key) {
      final int slot = SLOTS.take(1);
      final Segment segment = SLOTS.segmentOf(slot);
      final int offset = Segment.offset(slot);
      segment.prepare(offset, 0, key, OWNER, null);
      return Handle.of(slot, segment.generation(offset));
    }

    static void free(final long handle) {
      final Segment segment = SLOTS.segmentOf(Handle.slot(handle));
      final int offset = Segment.offset(Handle.slot(handle));
      final long word = segment.sessionWordAcquire(offset);
      segment.casSessionWord(offset, word, SessionWord.freed(word));
      SLOTS.giveBack(Handle.slot(handle));
    }

    long add(final long key) {
      final long handle = take(key);
      index.publish(handle, 0, key, OWNER);
      return handle;
    }

    /** Removes and frees at once: the slot may be reused while others pass it. */
    void remove(final long handle, final long key) {
      index.remove(handle, 0, key);
      free(handle);
    }

    boolean has(final long key) {
      return index.find(0, key, OWNER) != Handle.NONE;
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "false, false, true", expect = ACCEPTABLE, desc = "both gone, the third is there")
  @Outcome(expect = FORBIDDEN, desc = "unlinking one node brought the other back, or lost the third")
  public static class UuidIndex_RemoveVsRemoveNeighbour extends OneBucket {
    private final long third = add(3);
    private final long second = add(2);
    private final long first = add(1);

    @Actor public void remover1() { remove(first, 1); }

    @Actor public void remover2() { remove(second, 2); }

    @Arbiter public void observer(final ZZZ_Result r) {
      r.r1 = has(1);
      r.r2 = has(2);
      r.r3 = has(3);
      remove(third, 3);
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "the old head is gone, the new one and the rest are there")
  @Outcome(expect = FORBIDDEN, desc = "a removal lost an insertion, or an insertion brought a removed node back")
  public static class UuidIndex_InsertVsRemoveHead extends OneBucket {
    private final long rest = add(2);
    private final long head = add(1);
    private long fresh;

    @Actor public void remover() { remove(head, 1); }

    @Actor public void publisher() { fresh = add(3); }

    @Arbiter public void observer(final ZZZ_Result r) {
      r.r1 = has(1);
      r.r2 = has(2);
      r.r3 = has(3);
      remove(rest, 2);
      remove(fresh, 3);
    }
  }

  @State
  @JCStressTest
  @Outcome(id = {"true, false", "false, true"}, expect = ACCEPTABLE, desc = "one published, the other told of it")
  @Outcome(expect = FORBIDDEN, desc = "two sessions under one key, or none")
  public static class UuidIndex_I1_PublishVsPublish extends OneBucket {
    private final long first = take(1);
    private final long second = take(1);
    private long told1;
    private long told2;

    @Actor public void publisher1() { told1 = index.publish(first, 0, 1, OWNER); }

    @Actor public void publisher2() { told2 = index.publish(second, 0, 1, OWNER); }

    @Arbiter public void observer(final ZZ_Result r) {
      final long found = index.find(0, 1, OWNER);
      r.r1 = found == first && told1 == first && told2 == first;
      r.r2 = found == second && told1 == second && told2 == second;
      index.remove(found, 0, 1);
      free(first);
      free(second);
    }
  }

  /** The reader has to pass nodes that are removed, freed and published again under another key. */
  @State
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "found behind whatever happens before it")
  @Outcome(expect = FORBIDDEN, desc = "a node that was there throughout was missed")
  public static class UuidIndex_FindVsRemoveAndReuse extends OneBucket {
    private final long last = add(3);
    private final long second = add(2);
    private final long first = add(1);
    private long fresh;

    @Actor public void changer() { remove(second, 2); remove(first, 1); fresh = add(4); }

    @Actor public void reader(final Z_Result r) { r.r1 = has(3); }

    @Arbiter public void clean(final Z_Result r) { remove(fresh, 4); remove(last, 3); }
  }

  @State
  @JCStressTest
  @Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "neither change lost the other's")
  @Outcome(expect = FORBIDDEN, desc = "a change was lost")
  public static class HashIndex_PutVsRemove {
    private final HashIndex<String> index = new HashIndex<>(2, 1);

    public HashIndex_PutVsRemove() {
      index.putIfAbsent(1, "first", "first");
      index.putIfAbsent(1, "second", "second");
    }

    @Actor public void remover() { index.remove(1, "first", "first"); }

    @Actor public void publisher() { index.putIfAbsent(1, "third", "third"); }

    @Arbiter public void observer(final ZZZ_Result r) {
      r.r1 = index.get(1, "first") != null;
      r.r2 = index.get(1, "second") != null;
      r.r3 = index.get(1, "third") != null;
    }
  }
}
