package dev.quell.stress.ledger;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.quell.stress.ledger.Access.Mode;
import dev.quell.stress.ledger.JavaSource.Line;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ordered accesses that byte code has, against the comments in its source. */
final class ByteCode {
  /** A concurrent map of the JDK is left out: nothing of ours hangs on how it orders what happens around it. */
  private static final Pattern SHARED =
      Pattern.compile(
          "java\\.lang\\.invoke\\.VarHandle|java\\.util\\.concurrent\\.(?:atomic\\.Atomic|ConcurrentLinked)\\w+"
              + "|java\\.util\\.concurrent\\.\\w*(?:Queue|Deque|Latch|Exchanger|Phaser|Semaphore|Barrier)"
              + "|.*\\.Unsafe(?:Api|Buffer)?"
              + "|org\\.agrona\\.concurrent\\..*(?:Atomic|Queue|Buffer|Counter)\\w*|org\\.jctools\\..*");
  /** Counted for telemetry, so they decide nothing. */
  private static final Pattern COUNTERS = Pattern.compile(".*\\.(?:LongAdder|AtomicHistogram)");
  private static final Pattern ORDERED = Pattern.compile("(?:get|set)(Acquire|Release|Opaque|Volatile|Plain)");
  private static final String VAR_HANDLE = "java.lang.invoke.VarHandle";

  private final Path root;
  private final Map<String, JavaSource> sources = new HashMap<>();
  private final Set<String> silent = new TreeSet<>();
  private int accesses;

  /** @param root of the sources */
  ByteCode(final Path root) {
    this.root = root;
  }

  void check(final JavaClass type) {
    type.getMethodCallsFromSelf().forEach(this::checkUse);
    type.getMethodReferencesFromSelf().forEach(this::checkUse);
    type.getFieldAccessesFromSelf().stream().filter(this::isOrdered).forEach(this::checkField);
  }

  /** Accesses without a comment that accounts for them, one a line. */
  String silent() {
    return String.join("\n", silent);
  }

  /** How many were looked at. */
  int accesses() {
    return accesses;
  }

  /** The line number is that of the method's name, so the comment is there or just above. */
  private void checkUse(final JavaAccess<?> use) {
    final String owner = use.getTargetOwner().getFullName();
    if (SHARED.matcher(owner).matches() && !COUNTERS.matcher(owner).matches()) {
      accesses++;
      final JavaSource source = sourceOf(use.getOriginOwner());
      final Line line = source.line(use.getLineNumber());
      if (!Ledger.accountsFor(Ledger.noteOf(source, line), mode(owner, use.getTarget().getName()))) {
        refuse(source, line, use);
      }
    }
  }

  private static Mode mode(final String owner, final String method) {
    final Matcher ordered = ORDERED.matcher(method);
    if (ordered.matches()) {
      return Mode.valueOf(ordered.group(1).toUpperCase(Locale.ROOT));
    }
    if (method.endsWith("Fence")) {
      return Mode.FENCE;
    }
    return owner.equals(VAR_HANDLE) && (method.equals("get") || method.equals("set")) ? Mode.PLAIN : Mode.ATOMIC;
  }

  /** The line number may be that of the statement's beginning: each of its lines that names the field has to say. */
  private void checkField(final JavaFieldAccess access) {
    accesses++;
    final JavaSource source = sourceOf(access.getOriginOwner());
    final Pattern name = Pattern.compile("\\b" + access.getTarget().getName() + "\\b");
    int at = access.getLineNumber();
    while (at > 1 && !isEnd(source.line(at - 1))) {
      at--;
    }
    boolean named = false;
    for (boolean ended = false; !ended; at++) {
      final Line line = source.line(at);
      ended = isEnd(line) && at >= access.getLineNumber();
      if (name.matcher(line.code()).find()) {
        named = true;
        if (!Ledger.accountsFor(Ledger.noteOf(source, line), Mode.VOLATILE)) {
          refuse(source, line, access);
        }
      }
    }
    if (!named) {
      refuse(source, source.line(access.getLineNumber()), access);
    }
  }

  /** Whether what comes after this line is another statement. */
  private static boolean isEnd(final Line line) {
    final String code = line.code().strip();
    return code.endsWith(";") || code.endsWith("{") || code.endsWith("}") || code.isEmpty() && !line.isNote();
  }

  private void refuse(final JavaSource source, final Line line, final JavaAccess<?> access) {
    silent.add(source.path() + ":" + line.number() + ": " + access.getTarget().getFullName());
  }

  /** A volatile field whose declaration says for all accesses why the order does not matter has said enough. */
  private boolean isOrdered(final JavaFieldAccess access) {
    final JavaField field = access.getTarget().resolveMember().orElse(null);
    return field != null && field.getModifiers().contains(JavaModifier.VOLATILE) && !isExcused(field);
  }

  private boolean isExcused(final JavaField field) {
    final Pattern declaration = Pattern.compile("\\bvolatile\\b.*\\b" + field.getName() + "\\b");
    final JavaSource source = sourceOf(field.getOwner());
    return source.lines().stream()
        .filter(line -> declaration.matcher(line.code()).find())
        .anyMatch(line -> Ledger.excuses(Ledger.noteOf(source, line)).contains(Mode.VOLATILE.word()));
  }

  private JavaSource sourceOf(final JavaClass type) {
    final String file = type.getSource().orElseThrow().getFileName().orElseThrow();
    final String path = type.getPackageName().replace('.', '/') + "/" + file;
    return sources.computeIfAbsent(path, each -> JavaSource.read(root.resolve(each)));
  }
}
