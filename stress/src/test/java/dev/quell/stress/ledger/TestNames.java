package dev.quell.stress.ledger;

import dev.quell.stress.ledger.JavaSource.Line;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The tests there are: jcstress tests, which are classes, and the methods that JUnit runs. */
final class TestNames {
  private static final Pattern JCSTRESS = Pattern.compile("^\\s*@JCStressTest\\b");
  /** The end of what comes before: of a member, or the beginning of the class around it. */
  private static final Pattern END = Pattern.compile("[;{}]\\s*$");
  private static final Pattern JUNIT = Pattern.compile("^\\s*@(?:\\w*Test|Property|TestFactory)\\b");

  private final Map<String, JavaSource> sources = new HashMap<>();

  TestNames(final List<JavaSource> tests) {
    tests.forEach(source -> sources.put(source.name(), source));
  }

  /** Whether there is a test of this name: the file's class, a dot, and the nested class or the method. */
  boolean has(final String name) {
    final int dot = name.indexOf('.');
    final JavaSource source = dot < 0 ? null : sources.get(name.substring(0, dot));
    if (source == null) {
      return false;
    }
    final String member = Pattern.quote(name.substring(dot + 1));
    return isDeclared(source, Pattern.compile("\\bclass " + member + "\\b"), JCSTRESS)
        || isDeclared(source, Pattern.compile("\\bvoid " + member + "\\("), JUNIT);
  }

  private static boolean isDeclared(final JavaSource source, final Pattern declaration, final Pattern annotation) {
    return source.lines().stream()
        .filter(line -> declaration.matcher(line.code()).find())
        .anyMatch(line -> isAnnotated(source, line, annotation));
  }

  /** Whether the annotation stands between the declaration and the end of what comes before it. */
  private static boolean isAnnotated(final JavaSource source, final Line declaration, final Pattern annotation) {
    for (int number = declaration.number(); number > 0; number--) {
      final Line line = source.line(number);
      if (annotation.matcher(line.code()).find()) {
        return true;
      }
      if (number < declaration.number() && END.matcher(line.code()).find()) {
        return false;
      }
    }
    return false;
  }
}
