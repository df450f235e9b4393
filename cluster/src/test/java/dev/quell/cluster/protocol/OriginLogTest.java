package dev.quell.cluster.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class OriginLogTest {
  private static final MemberId ORIGIN = new MemberId("a", 1);

  private final OriginLog log = new OriginLog(ORIGIN);

  private static LogEntry entry(final long sequence) {
    final Deed deed = new Deed.Kill(KillRequest.of(KillPattern.all()));
    return new LogEntry(new Entry(new EntryId(ORIGIN, sequence), deed, List.of()), 0, 0);
  }

  private void dispatch(final int upTo) {
    for (int i = 1; i <= upTo; i++) {
      log.dispatch(entry(i));
    }
  }

  private void apply(final long sequence) {
    final LogEntry entry = log.find(sequence);
    if (entry != null) {
      entry.apply(Outcome.NOTHING, true);
    }
    log.advance();
  }

  private List<Long> after(final long sequence) {
    return log.after(sequence, 100, 1 << 20).stream().map(LogEntry::sequence).toList();
  }

  @Test
  void shouldHaveAppliedOnlyWhatHasNoGapBefore() {
    dispatch(3);
    apply(1);
    apply(3);
    assertEquals(1, log.applied());
    apply(2);
    assertEquals(3, log.applied());
  }

  @Test
  void shouldGiveWhatFollows() {
    dispatch(4);
    assertEquals(List.of(3L, 4L), after(2));
    assertEquals(List.of(), after(4));
  }

  @Test
  void shouldTellOfAllThatIsGoneToAMemberThatLacksAny() {
    dispatch(5);
    log.removeOldest();
    log.removeOldest();
    log.removeOldest();
    final LogEntry first = log.after(1, 100, 1 << 20).get(0);
    assertEquals(1, assertInstanceOf(Deed.Dropped.class, first.entry.deed()).from());
    assertEquals(List.of(3L, 4L, 5L), after(0));
    assertEquals(List.of(4L, 5L), after(3));
  }

  @Test
  void shouldGoOnBehindWhatWasMissed() {
    dispatch(2);
    log.skip(entry(7));
    assertEquals(7, log.applied());
    assertEquals(7, log.dispatched());
    log.dispatch(entry(8));
    assertEquals(List.of(7L, 8L), after(2));
  }

  @Test
  void shouldGiveAPageAtATime() {
    dispatch(5);
    assertEquals(2, log.after(0, 2, 1 << 20).size());
    assertEquals(1, log.after(0, 5, 1).size());
  }
}
