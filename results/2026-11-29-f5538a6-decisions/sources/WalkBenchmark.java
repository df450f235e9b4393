package q;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.*;

/** A walk over the hundred sessions of one of 10,000 owners, taken at random: their words are read, as a kill does. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class WalkBenchmark {
  static final int OWNERS = 10_000;
  static final int EACH = 100;

  static final class Node {
    final int slot;
    Node next;
    Node(int slot, Node next) { this.slot = slot; this.next = next; }
  }

  static final class Chunk {
    long bits;
    final int[] slots = new int[63];
    Chunk next;
  }

  final long[] words = new long[1 << 20];
  final Node[] lists = new Node[OWNERS];
  final Chunk[] bags = new Chunk[OWNERS];
  final SplittableRandom random = new SplittableRandom(1);

  @Setup
  public void fill() {
    int[] order = new int[OWNERS * EACH];
    for (int i = 0; i < order.length; i++) { order[i] = i; }
    for (int i = order.length - 1; i > 0; i--) { int j = random.nextInt(i + 1); int t = order[i]; order[i] = order[j]; order[j] = t; }
    for (int i = 0; i < order.length; i++) { // sessions are opened in any order of owners
      int owner = order[i] % OWNERS;
      int slot = i;
      lists[owner] = new Node(slot, lists[owner]);
      Chunk c = bags[owner];
      if (c == null || c.bits == Long.MAX_VALUE) { Chunk n = new Chunk(); n.next = c; bags[owner] = c = n; }
      int place = Long.bitCount(c.bits);
      c.slots[place] = slot;
      c.bits |= 1L << place;
    }
  }

  @Benchmark
  @OperationsPerInvocation(EACH)
  public long list() {
    long sum = 0;
    for (Node n = lists[random.nextInt(OWNERS)]; n != null; n = n.next) { sum += words[n.slot]; }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(EACH)
  public long chunks() {
    long sum = 0;
    for (Chunk c = bags[random.nextInt(OWNERS)]; c != null; c = c.next) {
      for (long left = c.bits; left != 0; left &= left - 1) { sum += words[c.slots[Long.numberOfTrailingZeros(left)]]; }
    }
    return sum;
  }
}
