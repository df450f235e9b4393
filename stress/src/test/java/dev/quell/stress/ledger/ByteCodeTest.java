package dev.quell.stress.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.quell.KillCore;
import dev.quell.command.SessionCommands;
import dev.quell.stress.ledger.JavaSource.Line;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The ledger reads sources, and what it does not recognise there it passes over in silence. The byte code has every
 * access, by whatever name or from whatever class: each must have its comment too.
 */
class ByteCodeTest {
  private static final Path CORE = Path.of("..", "core", "src", "main", "java");
  private static final Path COMMANDS = Path.of("..", "commands", "src", "main", "java");
  private static final Path PLANTED = Path.of("src", "test", "java");
  /** Fewer than there are, by far. */
  private static final int ACCESSES = 150;

  @Test
  void shouldHaveACommentAtEveryAccessOfTheByteCode() {
    final ByteCode core = byteCodeOf(KillCore.class, CORE);
    assertEquals("", core.silent());
    assertTrue(core.accesses() > ACCESSES, () -> "sees " + core.accesses() + " accesses only");
  }

  @Test
  void shouldHaveACommentAtEveryAccessOfTheCommands() {
    final ByteCode commands = byteCodeOf(SessionCommands.class, COMMANDS);
    assertEquals("", commands.silent());
    assertTrue(commands.accesses() > 0, "sees no access");
  }

  /** The byte code of the module that has this class, without what its jar carries of others. */
  private static ByteCode byteCodeOf(final Class<?> type, final Path sources) {
    final ByteCode code = new ByteCode(sources);
    new ClassFileImporter()
        .withImportOption(location -> !location.contains("/dev/quell/shaded/"))
        .importUrl(type.getProtectionDomain().getCodeSource().getLocation())
        .forEach(code::check);
    return code;
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
        planted.silent().lines().map(line -> Integer.valueOf(line.split(":", -1)[1])).sorted().toList());
  }

  @Test
  void shouldFindNoMonitor() {
    final List<String> found = new ArrayList<>();
    for (final Path sources : List.of(CORE, COMMANDS)) {
      for (final JavaSource source : JavaSource.below(sources)) {
        source.lines().stream()
            .filter(line -> Pattern.compile("\\bsynchronized\\b").matcher(line.code()).find())
            .forEach(line -> found.add(source.path() + ":" + line.number()));
      }
    }
    assertEquals(List.of(), found);
  }
}
