package dev.quell.cluster;

import static dev.quell.cluster.TestMember.ALICE;
import static dev.quell.cluster.TestMember.OF_ALICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillRequest;
import java.time.Duration;
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

  @Test
  void shouldRecordLateKill() throws Exception {
    final BlockingQueue<RecordedEvent> late = new LinkedBlockingQueue<>();
    try (RecordingStream stream = new RecordingStream()) {
      stream.enable("dev.quell.ClusterLateKill");
      stream.onEvent("dev.quell.ClusterLateKill", late::add);
      stream.startAsync();
      try (TestMember a = TestMember.join("a"); TestMember b = TestMember.join("b", a)) {
        a.awaitMembers(2);
        b.engine.mute();
        a.cluster.kill(OF_ALICE);
        b.engine.unmute();
        final RecordedEvent event = late.poll(20, TimeUnit.SECONDS);
        assertNotNull(event);
        assertEquals("b", event.getString("member"));
        assertEquals("a", event.getString("origin"));
      }
    }
  }

  @Test
  void shouldRecordWhatWasCountedAndHowLongSinceEachWasHeard() throws Exception {
    final BlockingQueue<RecordedEvent> counted = new LinkedBlockingQueue<>();
    final BlockingQueue<RecordedEvent> heard = new LinkedBlockingQueue<>();
    try (TestMember a = TestMember.join("a"); TestMember b = TestMember.join("b", a)) {
      a.awaitMembers(2);
      b.cluster.kill(OF_ALICE);
      try (RecordingStream stream = new RecordingStream()) { // begins after they have joined
        stream.enable("dev.quell.ClusterStatistics").withPeriod(Duration.ofMillis(50));
        stream.enable("dev.quell.ClusterMemberHeard").withPeriod(Duration.ofMillis(50));
        stream.onEvent("dev.quell.ClusterStatistics", counted::add);
        stream.onEvent("dev.quell.ClusterMemberHeard", heard::add);
        stream.startAsync();
        final RecordedEvent ofB = of("b", counted);
        assertEquals(1, ofB.getLong("killsCalled"));
        final RecordedEvent ofA = of("a", counted);
        assertEquals(1, ofA.getLong("appliedFresh") + ofA.getLong("appliedLate")); // a slow machine is late
        final RecordedEvent seen = of("a", heard);
        assertEquals("b", seen.getString("other"));
        assertTrue(seen.getString("state").matches("IN_TOUCH|MISSING")); // by how slow the machine is
        assertTrue(seen.getDuration("silent").toNanos() > 0);
      }
    }
  }

  private static RecordedEvent of(final String member, final BlockingQueue<RecordedEvent> events)
      throws InterruptedException {
    RecordedEvent next;
    do {
      next = events.poll(20, TimeUnit.SECONDS);
      assertNotNull(next, () -> "no event of " + member);
    } while (!next.getString("member").equals(member));
    return next;
  }
}
