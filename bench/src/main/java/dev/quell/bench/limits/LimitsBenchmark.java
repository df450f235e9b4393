package dev.quell.bench.limits;

import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Measured;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.Control;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Question: what can this machine do at best, so what is left to gain?
 *
 * <p>Expectation: compare-and-set and get-and-add some nanoseconds, the second of two in a row as dear as the first; a
 * load that hits the first-level cache less than one, whatever its ordering, which says no more than that the loop
 * hides it; a dependent load as long as the level that the memory fits into, an independent one a tenth of that or
 * less; a line read in a row at the bandwidth, 64 bytes divided by the score. By two threads: one word, or neighbours
 * on a line, five to ten times as dear as words far apart, which cost what they cost one thread; a pair of get-and-adds
 * on one word is the least that two counts in one session can cost; {@code pingPong}, a line there and back, is twice
 * what a kill takes to be seen at the least. What machines showed is in {@code results/}.
 *
 * <p>Refuted if our own rows elsewhere are faster than the limit that bounds them: then one of the two measures
 * something else.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar LimitsBenchmark}
 */
public class LimitsBenchmark extends Measured {
  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle FIELD;
  private static final int LOADS = 1_024;
  private static final int LONGS_PER_LINE = 8;
  private static final int LONGS_PER_RECORD = 4;
  private static final int LINES_PER_GIB = 1 << 24;
  /** Under G1 a large array starts at a region, its elements 16 bytes after: 6 begins a line, and 6 to 13 are in it. */
  private static final int FIRST_OF_LINE = 6;
  private static final int FAR_APART = 64;

  static {
    try {
      FIELD = MethodHandles.lookup().findVarHandle(Words.class, "field", long.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Words in L1. So large that the collector gives the array regions of its own, see {@link #FIRST_OF_LINE}. */
  @State(Scope.Benchmark)
  public static class Words {
    final long[] words = new long[1 << 22];
    long field;

    @TearDown
    public void check() {
      Checks.equal("a field nobody writes", 0, field);
      Checks.equal("a word nobody writes", 0, words[words.length - 1]);
    }
  }

  /** One cycle through all lines of an array, in an order that no prefetcher guesses. */
  @State(Scope.Thread)
  public static class Chain {
    @Param({"4", "8", "16", "32", "64", "256", "1024"})
    public int mebibytes;

    private long[] next;
    private int at;

    @Setup
    public void link() {
      final int lines = mebibytes << 14;
      next = new long[lines * LONGS_PER_LINE];
      for (int i = 0; i < lines; i++) { // a linear congruential generator of full period modulo a power of two
        next[i * LONGS_PER_LINE] = (i * 2_891_336_453L + 1_442_695_041L & lines - 1) * LONGS_PER_LINE;
      }
      int length = 0;
      int i = 0;
      do {
        i = (int) next[i];
        length++;
      } while (i != 0);
      Checks.equal("length of the cycle", lines, length);
    }
  }

  /**
   * Words to be visited at random. The session words of a million sessions are 8 MiB: a limit for what visits them must
   * not be measured in a gibibyte.
   */
  @State(Scope.Thread)
  public static class Scattered {
    @Param({"8", "1024"})
    public int scatteredMebibytes;

    private long[] words;
    private int shift;
    private long visits;

    @Setup
    public void make() {
      words = new long[scatteredMebibytes << 17];
      shift = Long.SIZE - Integer.numberOfTrailingZeros(words.length);
      Checks.equal("a power of two", 1, Integer.bitCount(words.length));
    }

    /** Worked out from a count, so that no place waits for the one before. */
    static int placeOf(final long visit, final int shift) {
      final long mixed = visit * 0x9E37_79B9_7F4A_7C15L;
      return (int) ((mixed ^ mixed >>> Integer.SIZE) * 0xD6E8_FEB8_6659_FD93L >>> shift);
    }
  }

  /**
   * What an index of sessions cannot do without: a table by the hash, one and a third entries of four bytes for each
   * session, and the record that an entry names, a UUID and two words. Neither place is known in advance.
   */
  @State(Scope.Thread)
  public static class Index {
    @Param({"1000000", "10000000"})
    public int indexed;

    private int[] entries;
    private long[] records;
    private long random = 1;

    @Setup
    public void fill() {
      entries = new int[indexed / 3 * 4];
      records = new long[indexed * LONGS_PER_RECORD];
      final SplittableRandom order = new SplittableRandom(indexed);
      for (int i = 0; i < entries.length; i++) {
        entries[i] = order.nextInt(indexed) * LONGS_PER_RECORD;
      }
    }

    private int entryOf(final long hash) {
      return entries[(int) ((hash >>> Integer.SIZE) * entries.length >>> Integer.SIZE)];
    }
  }

  /** To be read in a row, from its first word to its last and then again, until that was a gibibyte. */
  @State(Scope.Thread)
  public static class Sequence {
    @Param({"8", "1024"})
    public int sequentialMebibytes;

    private long[] words;
    private int times;

    @Setup
    public void make() {
      words = new long[sequentialMebibytes << 17];
      times = LINES_PER_GIB / (words.length / LONGS_PER_LINE);
      Checks.equal("lines read", LINES_PER_GIB, (long) times * words.length / LONGS_PER_LINE);
    }
  }

  /** The words that two threads use: both the same, two in one line, or two far apart. */
  @State(Scope.Thread)
  public static class Mine {
    int same = FIRST_OF_LINE;
    int neighbour;
    int apart;

    @Setup
    public void choose(final ThreadParams thread) {
      neighbour = FIRST_OF_LINE + thread.getThreadIndex();
      apart = FIRST_OF_LINE + FAR_APART * thread.getThreadIndex();
    }
  }

  /** A word that two threads hand to each other, on a line of its own. */
  @State(Scope.Group)
  public static class Ball {
    private static final int BALL = FIRST_OF_LINE + FAR_APART;
    private final long[] words = new long[1 << 22];

    /** Waits for the ball and hands it over; at the end of the measurement nobody may be there to return it. */
    void play(final long mine, final long other, final Control control) {
      while ((long) WORDS.getAcquire(words, BALL) != mine) {
        if (control.stopMeasurement) {
          return;
        }
      }
      WORDS.setRelease(words, BALL, other);
    }
  }

  private static long casAdd(final long[] words, final int i) {
    while (true) {
      final long value = (long) WORDS.getOpaque(words, i);
      if (WORDS.compareAndSet(words, i, value, value + 1)) {
        return value;
      }
    }
  }

  /** What a begin and an end need: the second knows what the first has written, and does not load it again. */
  private static long casTwice(final long[] words, final int i) {
    final long value = (long) WORDS.getOpaque(words, i); // opaque: the first compare-and-set decides
    Checks.that(
        WORDS.compareAndSet(words, i, value, value + 1) && WORDS.compareAndSet(words, i, value + 1, value + 2),
        "another thread writes this word");
    return value;
  }

  @Benchmark
  public long cas(final Words words) {
    return casAdd(words.words, FIRST_OF_LINE);
  }

  @Benchmark
  public long casTwice(final Words words) {
    return casTwice(words.words, FIRST_OF_LINE);
  }

  @Benchmark
  public long casThenReleaseStore(final Words words) {
    final long value = casAdd(words.words, FIRST_OF_LINE);
    WORDS.setRelease(words.words, FIRST_OF_LINE, value);
    return value;
  }

  @Benchmark
  public long getAndAdd(final Words words) {
    return (long) WORDS.getAndAdd(words.words, FIRST_OF_LINE, 1L);
  }

  @Benchmark
  public long plainFieldLoad(final Words words) {
    return words.field;
  }

  @Benchmark
  public long acquireFieldLoad(final Words words) {
    return (long) FIELD.getAcquire(words);
  }

  @Benchmark
  public long opaqueFieldLoad(final Words words) {
    return (long) FIELD.getOpaque(words);
  }

  @Benchmark
  public long nanoTime() {
    return System.nanoTime();
  }

  @Benchmark
  @OperationsPerInvocation(LOADS)
  public int dependentLoad(final Chain chain) {
    final long[] next = chain.next;
    int at = chain.at; // a local: a field would add a store and its forwarding to each load
    for (int i = 0; i < LOADS; i++) {
      at = (int) next[at];
    }
    return chain.at = at;
  }

  @Benchmark
  @OperationsPerInvocation(LOADS)
  public long dependentEntryAndRecord(final Index index) {
    final long[] records = index.records; // all zero, which only the loads can tell
    long random = index.random;
    for (int i = 0; i < LOADS; i++) {
      random = random * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L + records[index.entryOf(random)];
    }
    return index.random = random;
  }

  @Benchmark
  @OperationsPerInvocation(LOADS)
  public long independentLoad(final Scattered scattered) {
    final long[] words = scattered.words;
    final int shift = scattered.shift;
    final long first = scattered.visits;
    long sum = 0;
    for (int i = 0; i < LOADS; i++) {
      sum += words[Scattered.placeOf(first + i, shift)];
    }
    scattered.visits = first + LOADS;
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(LOADS)
  public long independentLoadAndCas(final Scattered scattered) {
    final long[] words = scattered.words; // locals: after a compare-and-set a field is loaded again
    final int shift = scattered.shift;
    final long first = scattered.visits;
    long sum = 0;
    for (int i = 0; i < LOADS; i++) {
      sum += casAdd(words, Scattered.placeOf(first + i, shift));
    }
    scattered.visits = first + LOADS;
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(LINES_PER_GIB)
  public long sequentialLine(final Sequence sequence) {
    final long[] words = sequence.words;
    long sum = 0;
    for (int time = 0; time < sequence.times; time++) {
      for (int i = 0; i < words.length; i += LONGS_PER_LINE) {
        sum += words[i];
      }
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(LINES_PER_GIB)
  public long sequentialLineOfWords(final Sequence sequence) {
    final long[] words = sequence.words;
    long evens = 0; // two sums, so that it is not the adding that takes the time
    long odds = 0;
    for (int time = 0; time < sequence.times; time++) {
      for (int i = 0; i < words.length; i += 2) {
        evens += words[i];
        odds += words[i + 1];
      }
    }
    return evens + odds;
  }

  @Benchmark
  @Threads(2)
  public long casSameWord(final Words words, final Mine mine) {
    return casAdd(words.words, mine.same);
  }

  @Benchmark
  @Threads(2)
  public long casNeighbours(final Words words, final Mine mine) {
    return casAdd(words.words, mine.neighbour);
  }

  @Benchmark
  @Threads(2)
  public long casFarApart(final Words words, final Mine mine) {
    return casAdd(words.words, mine.apart);
  }

  @Benchmark
  @Threads(2)
  public long casTwiceFarApart(final Words words, final Mine mine) {
    return casTwice(words.words, mine.apart);
  }

  @Benchmark
  @Threads(2)
  public long getAndAddPairSameWord(final Words words, final Mine mine) {
    return (long) WORDS.getAndAdd(words.words, mine.same, 1L) + (long) WORDS.getAndAdd(words.words, mine.same, -1L);
  }

  @Benchmark
  @Group("pingPong")
  public void ping(final Ball ball, final Control control) {
    ball.play(0, 1, control);
  }

  @Benchmark
  @Group("pingPong")
  public void pong(final Ball ball, final Control control) {
    ball.play(1, 0, control);
  }
}
