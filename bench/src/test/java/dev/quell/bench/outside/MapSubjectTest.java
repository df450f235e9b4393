package dev.quell.bench.outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.bench.peer.Subject;
import dev.quell.bench.peer.SubjectContract;
import dev.quell.bench.versus.PeerTable;
import org.junit.jupiter.api.Test;

/** A subject from outside keeps the contract, and is measured by its name. */
class MapSubjectTest extends SubjectContract {
  @Override
  protected Subject<?, ?> newSubject() {
    return Subject.named("map", 1_000);
  }

  @Test
  void shouldBeMeasuredByItsName() {
    final PeerTable table = PeerTable.filled("map", 10_000);

    assertEquals(MapSubject.class, ((Object) table.table()).getClass());
    table.killOwnerOf(0);
    table.close();
  }

  @Test
  void shouldSayWhichSubjectsThereAre() {
    final String message =
        assertThrows(IllegalArgumentException.class, () -> Subject.named("mapp", 1)).getMessage();

    assertTrue(message.startsWith("no subject is named mapp") && message.contains("map,"), message);
  }

  @Test
  void shouldRefuseANameOfTwo() {
    final String message =
        assertThrows(IllegalArgumentException.class, () -> Subject.named("twin", 1)).getMessage();

    assertTrue(message.contains("TwinProviders$First") && message.contains("TwinProviders$Second"), message);
  }
}
