package dev.quell.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Owner;
import java.lang.management.ManagementFactory;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the paths that servers take all the time allocate. Counts bytes, which are the same on a busy machine. */
class AllocationTest {
  private static final int WARM = 2_000;
  private static final int TURNS = 1_000;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final KillCore core = KillCore.builder().hostRunsAgent().maxSessions(64).build();
  private final Owner ann = Owner.of("ann", "app");

  AllocationTest() {
    core.openSession(1, 1, ann);
  }

  @AfterEach
  void close() {
    core.close();
  }

  /** Bytes for each turn. What the JVM itself allocates meanwhile is rounded off. */
  private long bytesEach(final Runnable turn) {
    for (int i = 0; i < WARM; i++) {
      turn.run();
    }
    final long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < TURNS; i++) {
      turn.run();
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / TURNS;
  }

  @Test
  void shouldNotAllocateToOpenAndEndASessionByItsUuid() {
    assertEquals(
        0,
        bytesEach(
            () -> {
              core.openSession(1, 2, ann);
              core.endSession(1, 2, ann.uid());
            }));
  }

  @Test
  void shouldNotAllocateToBeginAndEndByUuid() {
    final Operation operation = core.operation();
    assertEquals(0, bytesEach(() -> core.begin(operation, 1, 1, ann, "find").close()));
  }

  @Test
  void shouldNotAllocateToFindASession() {
    final UUID id = new UUID(1, 1);
    core.session(id, ann);
    assertEquals(0, bytesEach(() -> core.session(id, ann)));
  }
}
