package dev.quell.bench.versus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.bench.peer.Subject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;

class PeerTableTest {

  @Test
  void shouldMeasureEverySubject() throws NoSuchFieldException {
    assertEquals(Subject.NAMES, List.of(PeerTable.class.getField("subject").getAnnotation(Param.class).value()));
  }
}
