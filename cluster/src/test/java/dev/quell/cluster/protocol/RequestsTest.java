package dev.quell.cluster.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Role;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static KillRequest aged(final KillRequest request) {
    return Requests.aged(request, SECOND.toNanos());
  }

  @Test
  void shouldAskForMoreOfAllThatGrowsWithTime() {
    final Duration minute = Duration.ofMinutes(1);
    assertEquals(
        KillRequest.of(KillPattern.all().idleFor(minute.plus(SECOND)).olderThan(minute.plus(SECOND)))
            .runningFor(minute.plus(SECOND)),
        aged(KillRequest.of(KillPattern.all().idleFor(minute).olderThan(minute)).runningFor(minute)));
  }

  @Test
  void shouldLeaveAllElseAsItIs() {
    final KillPattern pattern = KillPattern.session(new UUID(1, 2)).withLabel("app", "x").idleFor(SECOND);
    final KillRequest request =
        KillRequest.of(pattern, KillPattern.roles(Role.of("ops", "admin"))).reason("why").by("who").code(77);
    final KillPattern older = KillPattern.session(new UUID(1, 2)).withLabel("app", "x").idleFor(SECOND.plus(SECOND));
    assertEquals(
        KillRequest.of(older, KillPattern.roles(Role.of("ops", "admin"))).reason("why").by("who").code(77),
        aged(request));
  }

  @Test
  void shouldKeepWhatIsHit() {
    assertEquals(KillRequest.of(KillPattern.all()).cursorsOnly(),
        aged(KillRequest.of(KillPattern.all()).cursorsOnly()));
    assertEquals(
        KillRequest.of(KillPattern.all()).operationsOnly(), aged(KillRequest.of(KillPattern.all()).operationsOnly()));
  }

  @Test
  void shouldNotOverflow() {
    final KillRequest forever = KillRequest.of(KillPattern.all()).runningFor(Duration.ofSeconds(Long.MAX_VALUE / 2));
    assertEquals(forever, aged(forever));
  }
}
