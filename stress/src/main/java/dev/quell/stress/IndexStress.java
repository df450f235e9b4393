package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.internal.index.HashIndex;
import dev.quell.internal.index.KeyedHash;
import dev.quell.internal.index.UuidIndex;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Holds;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The indexes, with all keys in one bucket. */
public final class IndexStress {
  private IndexStress() {}

  private static final SessionSlots<Object, Object, Object> SLOTS = new SessionSlots<>(1 << 20);
  private static final Holds HOLDS = new Holds(SLOTS);
  private static final Object OWNER = new Object();

  /** An index of its own over shared slots. A hash function of zeros puts all small keys into one bucket. */
  private abstract static class OneBucket {
    final UuidIndex index = new UuidIndex(SLOTS, 64, new KeyedHash(() -> 0));

    /** A slot that is NEW and prepared: what {@link UuidIndex#open} takes. */
    static long take(final long key) {
      final int slot = SLOTS.take();
      final Segment<Object, Object, Object> segment = SLOTS.segmentOf(slot);
      final int offset = Segment.offset(slot);
      segment.prepare(offset, 0, key, 0, OWNER);
      return Handle.of(slot, segment.generation(offset));
    }

    /** Frees the slot of a session that was given up, or that has ended and left the index. */
    static void free(final long handle) {
      HOLDS.freeUnopened(SLOTS.segmentOf(Handle.slot(handle)), Segment.offset(Handle.slot(handle)));
    }

    long open(final long handle, final long key) {
      return index.open(Handle.slot(handle), Handle.generation(handle), 0, key, OWNER);
    }

    long add(final long key) {
      return open(take(key), key);
    }

    /** Opens until somebody's session is open, and answers that; what was given up is freed at once. */
    long findOrAdd(final long key) {
      while (true) {
        final long mine = take(key);
        final long opened = open(mine, key);
        if (opened != mine) {
          free(mine);
        }
        if (opened != Handle.NONE) {
          return opened;
        }
      }
    }

    /** Ends the session, removes and frees at once: the slot may be reused while others pass it. */
    boolean end(final long handle, final long key) {
      final Segment<Object, Object, Object> segment = SLOTS.segmentOf(Handle.slot(handle));
      final int offset = Segment.offset(Handle.slot(handle));
      final long word = segment.killWordAcquire(offset);
      if (!segment.isOpen(offset, Handle.generation(handle))
          || !KillWords.seal(segment.words(), offset, word)) {
        return false;
      }
      index.remove(Handle.slot(handle), 0, key);
      free(handle);
      return true;
    }

    boolean has(final long key) {
      return index.find(0, key, OWNER) != Handle.NONE;
    }

    int candidates(final long key) {
      final int[] count = {0};
      index.forEachCandidate(0, key, slot -> count[0]++);
      return count[0];
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "false, false, true", expect = ACCEPTABLE, desc = "both gone, the third is there")
  @Outcome(expect = FORBIDDEN, desc = "a removal brought the other back, or lost the third")
  public static class UuidIndex_RemoveVsRemoveNeighbour extends OneBucket {
    private final long third = add(3);
    private final long second = add(2);
    private final long first = add(1);

    @Actor public void remover1() { end(first, 1); }

    @Actor public void remover2() { end(second, 2); }

    @Arbiter public void observer(final ZZZ_Result r) {
      r.r1 = has(1);
      r.r2 = has(2);
      r.r3 = has(3);
      end(third, 3);
    }
  }

  /** The new session may get the place that the one before it leaves. */
  @State
  @JCStressTest
  @Outcome(id = "false, true, true", expect = ACCEPTABLE,
      desc = "the one that ended is gone, the new one and the rest are there")
  @Outcome(expect = FORBIDDEN, desc = "a removal lost an opening, or an opening brought a removed one back")
  public static class UuidIndex_OpenVsRemove extends OneBucket {
    private final long rest = add(2);
    private final long gone = add(1);
    private long fresh;

    @Actor public void remover() { end(gone, 1); }

    @Actor public void opener() { fresh = add(3); }

    @Arbiter public void observer(final ZZZ_Result r) {
      r.r1 = has(1);
      r.r2 = has(2);
      r.r3 = has(3);
      end(rest, 2);
      end(fresh, 3);
    }
  }

  /** One try each: who lost is told of the winner if that is open already, or of none if it goes first. */
  @State
  @JCStressTest
  @Outcome(id = {"true, false, 1", "false, true, 1"}, expect = ACCEPTABLE,
      desc = "one open, the other given up and out of the table")
  @Outcome(expect = FORBIDDEN, desc = "two sessions under one key, or none, or one told of a session that is not there")
  public static class UI_I1_OpenVsOpen extends OneBucket {
    private final long first = take(1);
    private final long second = take(1);
    private long told1;
    private long told2;

    @Actor public void opener1() { told1 = open(first, 1); }

    @Actor public void opener2() { told2 = open(second, 1); }

    @Arbiter public void observer(final ZZI_Result r) {
      final long found = index.find(0, 1, OWNER);
      r.r1 = found == first && told1 == first && (told2 == first || told2 == Handle.NONE);
      r.r2 = found == second && told2 == second && (told1 == second || told1 == Handle.NONE);
      r.r3 = candidates(1);
      end(found, 1);
      free(found == first ? second : first);
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "one is open, and all were told of it at last")
  @Outcome(expect = FORBIDDEN, desc = "two sessions under one key, or none, or an entry left behind")
  public static class UI_I1_OpenVsOpenVsOpen extends OneBucket {
    private long told1;
    private long told2;
    private long told3;

    @Actor public void opener1() { told1 = findOrAdd(1); }

    @Actor public void opener2() { told2 = findOrAdd(1); }

    @Actor public void opener3() { told3 = findOrAdd(1); }

    @Arbiter public void observer(final ZI_Result r) {
      r.r1 = told1 == told2 && told2 == told3 && told1 == index.find(0, 1, OWNER);
      r.r2 = candidates(1);
      end(told1, 1);
    }
  }

  /** The session that stands in the way ends meanwhile, and its slot is free to be taken by the openers themselves. */
  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE,
      desc = "at most one is open after the first, and the rest were told of one that was")
  @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "both were told of the first, which then ended")
  @Outcome(expect = FORBIDDEN, desc = "two sessions under one key, or one that is open and was told to nobody")
  public static class UI_I1_OpenVsOpenVsEnd extends OneBucket {
    private final long first = add(1);
    private long told1;
    private long told2;

    @Actor public void ender() { end(first, 1); }

    @Actor public void opener1() { told1 = findOrAdd(1); }

    @Actor public void opener2() { told2 = findOrAdd(1); }

    @Arbiter public void observer(final ZI_Result r) {
      final long found = index.find(0, 1, OWNER);
      final boolean known = found == Handle.NONE
          ? told1 == first && told2 == first
          : (told1 == found || told1 == first) && (told2 == found || told2 == first);
      r.r1 = known && found != first;
      r.r2 = candidates(1);
      end(found == Handle.NONE ? first : found, 1);
    }
  }

  /** The reader has to pass entries that are removed, and slots that are freed and opened again under another key. */
  @State
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "found behind whatever happens before it")
  @Outcome(expect = FORBIDDEN, desc = "a session that was open throughout was missed")
  public static class UuidIndex_FindVsRemoveAndReuse extends OneBucket {
    private final long second = add(2);
    private final long first = add(1);
    private final long last = add(3);
    private long fresh;

    @Actor public void changer() { end(second, 2); end(first, 1); fresh = add(4); }

    @Actor public void reader(final Z_Result r) { r.r1 = has(3); }

    @Arbiter public void clean(final Z_Result r) { end(fresh, 4); end(last, 3); }
  }

  /** What is found is the session of that key, however the slot changes hands under the reader. */
  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "found before its end")
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not found: it had ended")
  @Outcome(expect = FORBIDDEN, desc = "the handle of a session with another key")
  public static class UuidIndex_FindVsReuseOfSlot extends OneBucket {
    private final long first = add(1);
    private long second;
    private long found;

    @Actor public void changer() { end(first, 1); second = add(2); }

    @Actor public void reader() { found = index.find(0, 1, OWNER); }

    @Arbiter public void observer(final I_Result r) {
      r.r1 = found == first ? 1 : found == Handle.NONE ? 0 : -1;
      end(second, 2);
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "neither change lost the other's")
  @Outcome(expect = FORBIDDEN, desc = "a change was lost")
  public static class HashIndex_PutVsRemove {
    private final HashIndex<String> index = new HashIndex<>(2, 1, (value, hash, key) -> value.equals(key));

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

  /** Two values for one key, in a bucket whose leaf neither has yet: one gets the place, the other is told of it. */
  @State
  @JCStressTest
  @Outcome(id = {"true, false, true", "false, true, true"}, expect = ACCEPTABLE,
      desc = "one stored, and the other told of it")
  @Outcome(expect = FORBIDDEN, desc = "two values under one key, or one lost with a leaf that was dropped")
  public static class HI_I1_PutVsPut {
    private final HashIndex<String> index = new HashIndex<>(2, 1, (value, hash, key) -> "key".equals(key));

    @Actor public void publisher1(final ZZZ_Result r) { r.r1 = index.putIfAbsent(1, "key", "first") == null; }

    @Actor public void publisher2(final ZZZ_Result r) { r.r2 = index.putIfAbsent(1, "key", "second") == null; }

    @Arbiter public void observer(final ZZZ_Result r) {
      final int[] count = {0};
      index.forEach(value -> ++count[0] > 0);
      r.r3 = count[0] == 1 && (r.r1 ? "first" : "second").equals(index.get(1, "key"));
    }
  }
}
