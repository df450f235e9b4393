package dev.quell.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.quell.explorer.sample.Asleep;
import dev.quell.explorer.sample.Lost;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the other tests take for granted. */
class ExplorerTest {
  @Test
  void shouldFindTheSameInTheSameScheduleAgain() throws IOException {
    final Explorer.Result once = Explorer.explore(Lost.class);
    assertNotNull(once.found());
    assertEquals(once.schedules(), Explorer.explore(Lost.class).schedules());
  }

  @Test
  void shouldFindAThreadThatNobodyWakes() throws IOException {
    final Throwable found = Explorer.explore(Asleep.class).found();
    assertNotNull(found);
    assertEquals("DeadlockException", found.getClass().getSimpleName());
  }
}
