package dev.quell.stress.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.quell.KillCore;
import dev.quell.stress.ledger.JavaSource.Line;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The ledger reads sources, and what it does not recognise there it passes over in silence. The byte code has every access, by
 * whatever name or from whatever class: each must have its comment too.
 */
class ByteCodeTest {
  private static final Path SOURCES = Path.of("..", "core", "src", "main", "java");
  private static final Path PLANTED = Path.of("src", "test", "java");
  /** Fewer than there are, by far. */
  private static final int ACCESSES = 150;

  @Test
  void shouldHaveACommentAtEveryAccessOfTheByteCode() {
    final ByteCode core = new ByteCode(SOURCES);
    new ClassFileImporter()
        .importUrl(KillCore.class.getProtectionDomain().getCodeSource().getLocation())
        .forEach(core::check);
    assertEquals("", core.silent());
    assertTrue(core.accesses() > ACCESSES, () -> "sees " + core.accesses() + " accesses only");
  }

  @Test
  void shouldRefuseEachPlantedAccess() {
    final ByteCode planted = new ByteCode(PLANTED);
    planted.check(new ClassFileImporter().importClass(Planted.class));
    final JavaSource source =
        JavaSource.read(PLANTED.resolve(Planted.class.getName().replace('.', '/') + ".java"));
    assertEquals(
        source.lines().stream()
            .filter(line -> line.kind() == JavaSource.Comment.LINE && line.comment().contains("refused"))
            .map(Line::number)
            .toList(),
        planted.silent().lines().map(line -> Integer.valueOf(line.split(":")[1])).sorted().toList());
  }

  @Test
  void shouldFindNoMonitor() {
    final List<String> found = new ArrayList<>();
    for (final JavaSource source : JavaSource.below(SOURCES)) {
      source.lines().stream()
          .filter(line -> Pattern.compile("\\bsynchronized\\b").matcher(line.code()).find())
          .forEach(line -> found.add(source.path() + ":" + line.number()));
    }
    assertEquals(List.of(), found);
  }
}
