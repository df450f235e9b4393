package dev.quell.internal.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class TimeCountsTest {
  private final Histogram theirs = TimeCounts.emptyHistogram();
  private final TimeCounts counts = new TimeCounts();

  private void record(final long nanos) {
    theirs.recordValue(nanos);
    counts.record(nanos);
  }

  private Histogram ours() {
    final Histogram ours = TimeCounts.emptyHistogram();
    counts.addTo(ours);
    return ours;
  }

  @Test
  void shouldCountAsAHistogramDoes() {
    final SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      record((random.nextLong() >>> 1 + random.nextInt(Long.SIZE - 1)) % (TimeCounts.MAX_NANOS + 1));
    }
    record(TimeCounts.MAX_NANOS);
    assertEquals(theirs, ours());
    assertEquals(theirs.getMean(), ours().getMean());
  }

  @Test
  void shouldCountTheEdgesOfBucketsAsAHistogramDoes() {
    for (int bit = 0; 1L << bit <= TimeCounts.MAX_NANOS; bit++) {
      record((1L << bit) - 1);
      record(1L << bit);
    }
    assertEquals(theirs, ours());
  }

  @Test
  void shouldHaveEachBucketBeginWhereTheOneBeforeEnds() {
    for (int bucket = 0; bucket < TimeCounts.bucket(TimeCounts.MAX_NANOS); bucket++) {
      assertEquals(bucket, TimeCounts.bucket(TimeCounts.least(bucket)));
      assertEquals(bucket, TimeCounts.bucket(TimeCounts.least(bucket + 1) - 1));
      assertTrue(TimeCounts.least(bucket) < TimeCounts.least(bucket + 1));
    }
  }

  @Test
  void shouldCountTheLeastTime() {
    record(0);
    assertEquals(theirs, ours());
  }
}
