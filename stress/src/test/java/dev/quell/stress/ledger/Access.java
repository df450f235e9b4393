package dev.quell.stress.ledger;

import dev.quell.stress.ledger.JavaSource.Line;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One ordered access, by how strong it is and where it stands. */
record Access(Line line, Mode mode) {
  /** The excuse that is given for an access starts with the name of its mode. */
  enum Mode {
    PLAIN,
    OPAQUE,
    ACQUIRE,
    RELEASE,
    VOLATILE,
    /** A compare-and-set, or any other step that reads and writes at once. */
    ATOMIC,
    FENCE;

    boolean acquires() {
      return this == ACQUIRE || this == VOLATILE || this == ATOMIC || this == FENCE;
    }

    boolean releases() {
      return this == RELEASE || this == VOLATILE || this == ATOMIC || this == FENCE;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Pattern ORDERED = Pattern.compile(used("(?:get|set)(Acquire|Release|Opaque|Volatile)"));
  private static final Pattern ATOMIC =
      Pattern.compile(used("(?:(?:weakC|c)ompareAnd(?:Set|Exchange)\\w*|getAnd[A-Z]\\w*)"));
  private static final Pattern FENCES = Pattern.compile("\\bVarHandle" + used("\\w*[fF]ence"));
  private static final Pattern HANDLE = Pattern.compile("\\bVarHandle (\\w+)\\s*(?:;|=|$)");
  private static final Pattern BYTES = Pattern.compile("\\bbyte(?:Array|Buffer)ViewVarHandle\\(");
  private static final Pattern ATOMIC_FIELD =
      Pattern.compile("\\bAtomic(?:Boolean|Integer|Long|Reference)(?:Array)?(?:<.*>)? (\\w+)\\s*(?:;|=)");
  private static final Pattern VOLATILE_FIELD = Pattern.compile("\\bvolatile\\s.*?(\\w+)\\s*(?:;|=)");
  /** A method of a class or of one nested in it: by the house's indentation, and it is no statement. */
  private static final Pattern METHOD = Pattern.compile("^(?: {2}| {4})[\\w@<][^=;(]* (\\w+)\\([^;]*$");
  private static final Pattern STATEMENT =
      Pattern.compile("^\\s*(?:return|throw|if|while|for|switch|else|new|do|case)\\b");

  /** A method of something that is called, or referred to. */
  private static String used(final String method) {
    return "(?:\\.(?=\\w+\\()|::)" + method + "\\b";
  }

  /** The variable handles that the source declares, but for those that read bytes as numbers. */
  static List<Line> handles(final JavaSource source) {
    return source.lines().stream()
        .filter(line -> HANDLE.matcher(line.code()).find() && !BYTES.matcher(line.code()).find())
        .toList();
  }

  /**
   * Every access of the source.
   *
   * @param accessors methods that leave it to their callers to say what the access in them is for, and its mode: a call
   *     of one counts as the access
   */
  static List<Access> in(final JavaSource source, final Map<String, Mode> accessors) {
    final List<Pattern> plain = new ArrayList<>();
    final List<Pattern> atomics = new ArrayList<>();
    for (final Line line : source.lines()) {
      addField(HANDLE, line, plain, used("(?:get|set)"));
      addField(ATOMIC_FIELD, line, atomics, used("\\w+"));
    }
    final Set<Access> found = new LinkedHashSet<>(); // a compare-and-set of an atomic field is found twice
    for (final Line line : source.lines()) {
      final Matcher ordered = ORDERED.matcher(line.code());
      while (ordered.find()) {
        found.add(new Access(line, Mode.valueOf(ordered.group(1).toUpperCase(Locale.ROOT))));
      }
      addAll(found, line, List.of(ATOMIC), Mode.ATOMIC);
      addAll(found, line, List.of(FENCES), Mode.FENCE);
      addAll(found, line, List.of(VOLATILE_FIELD), Mode.VOLATILE);
      addAll(found, line, plain, Mode.PLAIN);
      addAll(found, line, atomics, Mode.ATOMIC);
      addCalls(found, line, accessors);
    }
    return List.copyOf(found);
  }

  private static void addField(final Pattern declaration, final Line line, final List<Pattern> to, final String use) {
    final Matcher matcher = declaration.matcher(line.code());
    if (matcher.find()) {
      to.add(Pattern.compile("\\b" + matcher.group(1) + use));
    }
  }

  private static void addAll(final Set<Access> to, final Line line, final List<Pattern> patterns, final Mode mode) {
    for (final Pattern pattern : patterns) {
      if (pattern.matcher(line.code()).find()) {
        to.add(new Access(line, mode));
      }
    }
  }

  private static void addCalls(
      final Set<Access> to, final Line line, final Map<String, Mode> accessors) {
    accessors.forEach(
        (method, mode) -> {
          final Pattern use = Pattern.compile("(?<!\\w)" + method + "\\(|::" + method + "\\b");
          if (use.matcher(line.code()).find() && !method.equals(declared(line))) {
            to.add(new Access(line, mode));
          }
        });
  }

  /** The method in which the line stands. */
  static String methodAround(final JavaSource source, final Line inside) {
    for (int number = inside.number(); number > 0; number--) {
      final String name = declared(source.line(number));
      if (name != null) {
        return name;
      }
    }
    return null;
  }

  /** The method that is declared on this line, or null. */
  private static String declared(final Line line) {
    final Matcher matcher = METHOD.matcher(line.code());
    return !STATEMENT.matcher(line.code()).find() && matcher.find() ? matcher.group(1) : null;
  }
}
