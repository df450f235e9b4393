package dev.quell.internal.kill;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** See {@link OwnerWalk}. What it finds is tested by the kills. */
class OwnerWalkTest {
  /** HotSpot's FreqInlineSize, in bytes. */
  private static final int INLINED = 325;

  @Test
  void shouldHaveALoopThatHotSpotCompilesByItself() throws Exception {
    final String code = code(Path.of(OwnerWalk.class.getResource("OwnerWalk.class").toURI()));
    final Matcher last = Pattern.compile("(\\d+): return").matcher(code.substring(code.indexOf("void visitBag(")));
    assertTrue(last.find() && Integer.parseInt(last.group(1)) > INLINED, code);
  }

  private static String code(final Path file) {
    final StringWriter out = new StringWriter();
    final PrintWriter printer = new PrintWriter(out);
    ToolProvider.findFirst("javap").orElseThrow().run(printer, printer, "-p", "-c", file.toString());
    return out.toString();
  }
}
