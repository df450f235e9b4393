package dev.quell.cluster;

import static dev.quell.cluster.TestMember.ALICE;
import static dev.quell.cluster.TestMember.OF_ALICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.quell.KillRequest;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;

class ClusterFlightRecorderTest {

  @Test
  void shouldRecordKillsAndMembers() throws Exception {
    final BlockingQueue<RecordedEvent> kills = new LinkedBlockingQueue<>();
    final BlockingQueue<RecordedEvent> members = new LinkedBlockingQueue<>();
    try (RecordingStream stream = new RecordingStream()) {
      stream.enable("dev.quell.ClusterKill");
      stream.enable("dev.quell.ClusterMember");
      stream.onEvent("dev.quell.ClusterKill", kills::add);
      stream.onEvent("dev.quell.ClusterMember", members::add);
      stream.startAsync();
      try (TestMember a = TestMember.join("a"); TestMember b = TestMember.join("b", a)) {
        a.awaitMembers(2);
        b.begin(ALICE);
        a.cluster.kill(KillRequest.of(OF_ALICE).by("ops").reason("revoked"));
        final RecordedEvent kill = kills.poll(20, TimeUnit.SECONDS);
        assertNotNull(kill);
        assertEquals("a", kill.getString("member"));
        assertEquals("ops", kill.getString("by"));
        assertEquals("revoked", kill.getString("reason"));
        assertEquals(2, kill.getInt("answered"));
        assertEquals(1, kill.getLong("operationsKilled"));
        assertNotNull(members.poll(20, TimeUnit.SECONDS));
      }
    }
  }
}
