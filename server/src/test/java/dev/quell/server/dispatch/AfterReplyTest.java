package dev.quell.server.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.server.LoggedErrors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AfterReplyTest {
  private final List<String> done = new ArrayList<>();

  @Test
  void shouldRunAtOnceWhereNoReplyIsMade() {
    AfterReply.INSTANCE.execute(() -> done.add("victim"));
    assertEquals(List.of("victim"), done);
  }

  @Test
  void shouldReplyFirst() {
    AfterReply.INSTANCE.around(() -> {
      AfterReply.INSTANCE.execute(() -> done.add("victim"));
      done.add("reply");
    });
    assertEquals(List.of("reply", "victim"), done);
  }

  @Test
  void shouldTellTheOtherVictimsIfOneCannotBeTold() {
    try (LoggedErrors log = new LoggedErrors()) {
      AfterReply.INSTANCE.around(() -> {
        AfterReply.INSTANCE.execute(() -> {
          throw new OutOfMemoryError("no reply");
        });
        AfterReply.INSTANCE.execute(() -> done.add("victim"));
      });
      log.assertContain("no reply");
    }
    assertEquals(List.of("victim"), done);
  }
}
