package dev.quell.cluster.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class NoticesTest {
  private final Log log = new Log();
  private final Notices notices = new Notices("a", log);

  /** Keeps warnings. */
  private static final class Log implements System.Logger {
    final List<String> warnings = new ArrayList<>();

    @Override
    public String getName() {
      return "test";
    }

    @Override
    public boolean isLoggable(final Level level) {
      return true;
    }

    @Override
    public void log(final Level level, final ResourceBundle bundle, final String text, final Throwable thrown) {
      if (level == Level.WARNING) {
        warnings.add(text);
      }
    }

    @Override
    public void log(final Level level, final ResourceBundle bundle, final String format, final Object... params) {
      log(level, bundle, format, (Throwable) null);
    }
  }

  @Test
  void shouldWarnOnceOfEachKind() {
    notices.once("stranger", "one came", new IOException("it sent too little"));
    notices.once("stranger", "another came", null);
    notices.once("accept", "cannot accept", null);
    assertEquals(List.of("a: one came: it sent too little", "a: cannot accept"), log.warnings);
  }

  @Test
  void shouldNotTakeAnotherNumberForAnotherKind() {
    for (int i = 0; i < 100; i++) {
      notices.ofOthers("a frame of " + i + " bytes", "gave up", null);
    }
    assertEquals(1, log.warnings.size());
  }

  @Test
  void shouldNotWarnWithoutEndOfWhatOthersMakeUp() {
    for (int i = 0; i < 1_000; i++) {
      notices.ofOthers("another " + "x".repeat(i) + " lives", "gave up", null);
    }
    assertEquals(Notices.MOST, log.warnings.size());
    notices.once("links", "too many", null);
    assertEquals(Notices.MOST + 1, log.warnings.size());
  }
}
