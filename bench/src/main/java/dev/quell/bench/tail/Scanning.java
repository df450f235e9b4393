package dev.quell.bench.tail;

import dev.quell.bench.versus.PeerTable;
import java.util.SplittableRandom;

/** What the scanners do, again and again; and what threads do that take a share of the machine and nothing else. */
enum Scanning {
  /** Computes and touches nothing: takes a share of the processors. */
  SPIN("spin") {
    @Override
    long once(final PeerTable table, final SplittableRandom random) {
      long value = 0;
      for (int i = 0; i < 100_000; i++) {
        value ^= random.nextLong();
      }
      return value;
    }
  },

  /** Reads much memory in a row: takes a share of the bandwidth as well. */
  STREAM("stream") {
    @Override
    long once(final PeerTable table, final SplittableRandom random) {
      final long[] words = Memory.WORDS;
      final int from = random.nextInt(words.length / Memory.CHUNK) * Memory.CHUNK;
      long sum = 0;
      for (int i = from; i < from + Memory.CHUNK; i++) {
        sum += words[i];
      }
      return sum;
    }
  },

  KILL_ALL("killAll") {
    @Override
    long once(final PeerTable table, final SplittableRandom random) {
      table.killAll();
      return 0;
    }
  },

  KILL_OWNER("killOwner") {
    @Override
    long once(final PeerTable table, final SplittableRandom random) {
      table.killOwnerOf(random.nextInt(table.sessions));
      return 0;
    }
  },

  LIST("list") {
    @Override
    long once(final PeerTable table, final SplittableRandom random) {
      return table.list();
    }
  };

  private final String label;

  Scanning(final String label) {
    this.label = label;
  }

  /** One scan; answers something that nobody needs but the compiler must not know that. */
  abstract long once(PeerTable table, SplittableRandom random);

  boolean isBaseline() {
    return this == SPIN || this == STREAM;
  }

  @Override
  public String toString() {
    return label;
  }

  /** Larger than the caches, and there only if somebody streams. */
  private static final class Memory {
    static final int CHUNK = 1 << 17;
    static final long[] WORDS = new long[1 << 25];
  }
}
