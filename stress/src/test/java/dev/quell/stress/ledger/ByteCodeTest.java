package dev.quell.stress.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.quell.KillCore;
import dev.quell.stress.ledger.JavaSource.Line;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The ledger reads sources, and what it does not recognise there it passes over in silence. The byte code has every access, by
 * whatever name or from whatever class: each must have its comment too.
 */
class ByteCodeTest {
  private static final Path SOURCES = Path.of("..", "core", "src", "main", "java");
  /** Fewer than there are, by far. */
  private static final int ACCESSES = 150;
  /** A concurrent map of the JDK is left out: nothing of ours hangs on how it orders what happens around it. */
  private static final Pattern SHARED =
      Pattern.compile("java\\.lang\\.invoke\\.VarHandle|java\\.util\\.concurrent\\.(?:atomic\\.Atomic|ConcurrentLinked)\\w+"
          + "|java\\.util\\.concurrent\\.\\w*(?:Queue|Deque|Latch|Exchanger|Phaser|Semaphore|Barrier)|.*\\.Unsafe(?:Api|Buffer)?"
          + "|org\\.agrona\\.concurrent\\..*(?:Atomic|Queue|Buffer|Counter)\\w*|org\\.jctools\\..*");
  /** Counted for telemetry, so they decide nothing. */
  private static final Pattern COUNTERS = Pattern.compile(".*\\.(?:LongAdder|AtomicHistogram)");

  private final Map<String, JavaSource> sources = new HashMap<>();
  private int accesses;

  private static JavaClasses core() {
    return new ClassFileImporter().importUrl(KillCore.class.getProtectionDomain().getCodeSource().getLocation());
  }

  @Test
  void shouldHaveACommentAtEveryAccessOfTheByteCode() {
    final Set<String> silent = new TreeSet<>();
    for (final JavaClass type : core()) {
      final List<JavaAccess<?>> ordered = new ArrayList<>();
      type.getMethodCallsFromSelf().stream().filter(ByteCodeTest::isOrdered).forEach(ordered::add);
      type.getFieldAccessesFromSelf().stream().filter(this::isOrdered).forEach(ordered::add);
      for (final JavaAccess<?> access : ordered) {
        accesses++;
        final JavaSource source = sourceOf(type);
        if (!isCommented(source, access.getLineNumber())) {
          silent.add(source.path() + ":" + access.getLineNumber() + ": " + access.getTarget().getFullName());
        }
      }
    }
    assertEquals("", String.join("\n", silent));
    assertTrue(accesses > ACCESSES, () -> "sees " + accesses + " accesses only");
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

  private static boolean isOrdered(final JavaMethodCall call) {
    final String owner = call.getTargetOwner().getFullName();
    return SHARED.matcher(owner).matches() && !COUNTERS.matcher(owner).matches();
  }

  /** A volatile field whose declaration says for all accesses why the order does not matter has said enough. */
  private boolean isOrdered(final JavaFieldAccess access) {
    final JavaField field = access.getTarget().resolveMember().orElse(null);
    return field != null
        && field.getModifiers().contains(JavaModifier.VOLATILE)
        && !access.getOrigin().isConstructor()
        && !isExcused(field);
  }

  private boolean isExcused(final JavaField field) {
    final Pattern declaration = Pattern.compile("\\bvolatile\\b.*\\b" + field.getName() + "\\b");
    final JavaSource source = sourceOf(field.getOwner());
    return source.lines().stream()
        .filter(line -> declaration.matcher(line.code()).find())
        .anyMatch(line -> Ledger.excuses(Ledger.noteOf(source, line)).contains("volatile"));
  }

  private JavaSource sourceOf(final JavaClass type) {
    final String file = type.getSource().orElseThrow().getFileName().orElseThrow();
    final String path = type.getPackageName().replace('.', '/') + "/" + file;
    return sources.computeIfAbsent(path, each -> JavaSource.read(SOURCES.resolve(each)));
  }

  /** Whether the line, or one above it in the same statement, says what the access is for. */
  private static boolean isCommented(final JavaSource source, final int number) {
    for (int at = number; at > 0; at--) {
      final Line line = source.line(at);
      final String note = Ledger.noteOf(source, line);
      if (!Citation.in(note).isEmpty() || !Ledger.excuses(note).isEmpty()) {
        return true;
      }
      final String before = at == 1 ? ";" : source.line(at - 1).code().strip();
      if (before.isEmpty() || before.endsWith(";") || before.endsWith("{") || before.endsWith("}")) {
        return false;
      }
    }
    return false;
  }
}
