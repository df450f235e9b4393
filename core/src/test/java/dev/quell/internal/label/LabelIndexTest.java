package dev.quell.internal.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Labels;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.SessionInfo;
import dev.quell.TestCores;
import dev.quell.internal.label.Carrier.Entry;
import dev.quell.internal.label.Carrier.Version;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What carries a label is found by it, whoever stands still in between. */
class LabelIndexTest {
  private static final Owner ANN = Owner.of("ann", "db");
  private static final Labels LEFT = Labels.of("side", "left");
  private static final Labels RIGHT = Labels.of("side", "right");
  private static final KillPattern BY_LEFT = KillPattern.label("side", "left");
  private static final KillPattern BY_RIGHT = KillPattern.label("side", "right");

  private final KillCore core = KillCore.builder().hostRunsAgent().build();
  private final LabelIndex index = TestCores.inside(core).sessions.store().labels;

  @AfterEach
  void close() {
    core.close();
  }

  private Session session(final long number, final Labels labels) {
    return core.session(new UUID(0, number), ANN, labels);
  }

  private LabelRecord<Entry> record(final Labels label) {
    return index.find(label.toList().get(0));
  }

  /** The only session with this label. */
  private Carrier carrier(final Labels label) {
    final List<Carrier> found = new ArrayList<>();
    record(label).bag(Kind.SESSION).forEach(entry -> found.add(entry.carrier()));
    assertEquals(1, found.size());
    return found.get(0);
  }

  /** Whoever relabels the session stands still right after the new version is there: nothing has been counted yet. */
  @Test
  void shouldShowASessionWhoseExchangeStandsStillDuringTheWalk() {
    session(1, LEFT);
    session(2, RIGHT);
    final Carrier second = carrier(RIGHT);
    final Iterator<SessionInfo> listed = core.sessions(BY_LEFT, BY_RIGHT).iterator();
    assertEquals(new UUID(0, 1), listed.next().id());
    final LabelRecord<Entry> left = record(LEFT);
    assertTrue(left.tryAttach());
    final Entry entry = new Entry(second, left, left.arrive());
    left.bag(Kind.SESSION).add(entry, entry);
    assertTrue(second.cas(second.version(), new Version(LEFT, new Entry[] {entry})));
    assertTrue(listed.hasNext());
    assertEquals(new UUID(0, 2), listed.next().id());
    assertFalse(listed.hasNext());
  }

  /** An entry that is there before the version, or that the version has left, leads nowhere. */
  @Test
  void shouldNotShowASessionThroughAnEntryThatIsNotCurrent() {
    session(1, LEFT);
    final Session second = session(2, RIGHT);
    final LabelRecord<Entry> left = record(LEFT);
    assertTrue(left.tryAttach());
    final Entry entry = new Entry(carrier(RIGHT), left, left.arrive());
    left.bag(Kind.SESSION).add(entry, entry);
    assertEquals(1, core.kill(BY_LEFT).sessionsMatched());
    assertEquals(1, core.kill(BY_RIGHT).sessionsMatched());
    second.end();
    assertEquals(1, core.kill(BY_LEFT).sessionsMatched());
    assertEquals(1, core.kill(BY_LEFT, BY_RIGHT).sessionsMatched());
  }

  @Test
  void shouldNotShowTheNextSessionOfTheSlotThroughAnOldEntry() {
    session(1, LEFT);
    final Session second = session(2, RIGHT);
    final Carrier old = carrier(RIGHT);
    final LabelRecord<Entry> left = record(LEFT);
    assertTrue(left.tryAttach());
    final Entry entry = new Entry(old, left, 0);
    left.bag(Kind.SESSION).add(entry, entry);
    second.end();
    for (int i = 0; i < 200; i++) { // one of them has the slot
      session(100 + i, Labels.of("side", "other"));
    }
    assertTrue(old.isBuried());
    assertEquals(1, core.kill(BY_LEFT, BY_RIGHT).sessionsMatched());
    assertEquals(1, core.kill(BY_LEFT).sessionsMatched());
    assertEquals(201, core.kill(BY_LEFT, KillPattern.label("side", "other")).sessionsMatched());
  }
}
