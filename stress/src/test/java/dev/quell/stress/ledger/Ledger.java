package dev.quell.stress.ledger;

import dev.quell.stress.ledger.Access.Mode;
import dev.quell.stress.ledger.Block.Item;
import dev.quell.stress.ledger.JavaSource.Comment;
import dev.quell.stress.ledger.JavaSource.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks that the ordering of a code base is accounted for.
 *
 * <ul>
 *   <li>A class that declares a variable handle, other than a view of bytes, has a maintainers' block: see {@link
 *       Block}.
 *   <li>Each label is defined once, by the class that has its prefix, and those of a class are numbered without gaps.
 *   <li>Each label of a block names a stress test (of jcstress or Lincheck) that exists, or says {@code argued:} and
 *       why there is none; other tests may be named too.
 *   <li>Each ordered access, on its line or just above it, cites a label or gives an excuse that starts with the
 *       access's mode: {@code opaque: a hint, the CAS decides}. A guarantee of the core (K1) is no label: it names no
 *       test. A method that only wraps an access may say {@code callers:} instead; then each of its calls has to.
 *   <li>Each label that is cited is defined, and so is each that a jcstress test has in its name ({@code KW_E1_...}).
 *   <li>Each invariant is cited in code; each edge twice, for it has two ends, and once at an access: the other may be
 *       a call of a library. Where a citation says "acquire" or "release" the access does so.
 * </ul>
 */
final class Ledger {
  /** What is wrong, and where. */
  record Finding(String file, int line, String what) {
    @Override
    public String toString() {
      return file + ":" + line + ": " + what;
    }
  }

  private static final Pattern EXCUSE =
      Pattern.compile("(?:^|; ?)\\s*(plain|opaque|acquire|release|volatile|atomic|fence|callers): \\S.*");
  private static final Pattern ARGUED = Pattern.compile("argued: \\S+ \\S+ .*");
  private static final Pattern STRESS_TEST = Pattern.compile("\\w+(?:Stress|LincheckTest)\\.\\w+");
  private static final String CALLERS = "callers";
  private static final int GUARANTEES = 12;

  private static final Pattern LABELLED_TEST = Pattern.compile("\\bclass (([A-Z]{2})_([IE]\\d+)_\\w+)");

  private final Map<String, String> prefixes;
  private final Map<String, JavaSource> sources = new LinkedHashMap<>();
  private final Map<String, Block> blocks = new HashMap<>();
  private final Map<JavaSource, List<Access>> accesses = new HashMap<>();
  private final TestNames tests;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> defined = new HashSet<>();
  /** How often each label is cited in code, and at an access. */
  private final Map<String, Integer> citedInCode = new HashMap<>();
  private final Map<String, Integer> citedAtAccess = new HashMap<>();

  private Ledger(
      final Map<String, String> prefixes, final List<JavaSource> code, final List<JavaSource> tests) {
    this.prefixes = prefixes;
    for (final JavaSource source : code) {
      sources.put(source.name(), source);
      blocks.put(source.name(), Block.of(source));
    }
    final Map<String, Mode> accessors = accessors();
    sources.values().forEach(source -> accesses.put(source, Access.in(source, accessors)));
    this.tests = new TestNames(tests);
  }

  /**
   * What is wrong with the code, in the order of the files.
   *
   * @param prefixes of labels, and the class that each belongs to
   */
  static List<Finding> check(
      final Map<String, String> prefixes, final List<JavaSource> code, final List<JavaSource> tests) {
    final Ledger ledger = new Ledger(prefixes, code, tests);
    ledger.sources.values().forEach(ledger::checkLabels);
    for (final JavaSource source : ledger.sources.values()) {
      ledger.checkBlock(source);
      ledger.checkComments(source);
      ledger.accesses.get(source).forEach(access -> ledger.checkAccess(source, access));
    }
    ledger.sources.values().forEach(ledger::checkUse);
    tests.forEach(ledger::checkNames);
    return ledger.findings;
  }

  /** How many accesses there are to account for. */
  static int accesses(final List<JavaSource> code) {
    return new Ledger(Map.of(), code, List.of()).accesses.values().stream().mapToInt(List::size).sum();
  }

  private void find(final JavaSource source, final int line, final String what) {
    findings.add(new Finding(source.path(), line, what));
  }

  // ---- labels

  private void checkLabels(final JavaSource source) {
    final Map<Character, Integer> last = new HashMap<>(); // number of each kind
    for (final Item item : blocks.get(source.name()).definitions()) {
      final String prefix = item.label().substring(0, item.label().indexOf('-'));
      final int number = Integer.parseInt(item.label().substring(prefix.length() + 2));
      if (!defined.add(item.label())) {
        find(source, item.line(), item.label() + " is defined twice");
      } else if (last.merge(item.label().charAt(prefix.length() + 1), 1, Integer::sum) != number) {
        find(source, item.line(), item.label() + " leaves a gap in the numbers");
      }
      if (!source.name().equals(prefixes.get(prefix))) {
        find(source, item.line(), item.label() + " has the prefix of " + prefixes.getOrDefault(prefix, "no class"));
      }
    }
  }

  /** What a test is named after exists. */
  private void checkNames(final JavaSource source) {
    for (final Line line : source.lines()) {
      final Matcher name = LABELLED_TEST.matcher(line.code());
      if (name.find() && !defined.contains(name.group(2) + "-" + name.group(3))) {
        find(source, line.number(), name.group(1) + " is named after a label that is not defined");
      }
    }
  }

  private void checkBlock(final JavaSource source) {
    final Block block = blocks.get(source.name());
    final List<Line> handles = Access.handles(source);
    if (!handles.isEmpty() && !block.exists()) {
      find(source, handles.get(0).number(), "variable handle in a class without a block of invariants and edges");
    }
    final Set<String> own = new HashSet<>();
    for (final Item item : block.definitions()) {
      own.add(item.label());
      if (block.tests().stream().noneMatch(test -> test.label().equals(item.label()))) {
        find(source, item.line(), item.label() + " names no test and does not say why there is none");
      }
    }
    for (final Item test : block.tests()) {
      if (!own.contains(test.label())) {
        find(source, test.line(), "test of " + test.label() + ", which is not defined here");
      }
      checkTest(source, test);
    }
  }

  /** First the tests, if there are any, and then, after semicolons, remarks. */
  private void checkTest(final JavaSource source, final Item test) {
    final List<String> parts = List.of(test.text().split("; "));
    boolean refutable = parts.stream().anyMatch(part -> ARGUED.matcher(part).matches());
    if (!ARGUED.matcher(parts.get(0)).matches()) {
      for (final String name : parts.get(0).split(",\\s*", -1)) {
        refutable |= STRESS_TEST.matcher(name).matches();
        if (!tests.has(name)) {
          find(source, test.line(), test.label() + " names the test " + name + ", which does not exist");
        }
      }
    }
    if (!refutable) {
      find(source, test.line(),
          test.label() + " names no stress test and does not say why there is none: " + test.text());
    }
  }

  /** Labels in comments of any kind exist, also in those that are not about an access. */
  private void checkComments(final JavaSource source) {
    for (final Line line : source.lines()) {
      for (final Citation citation : Citation.in(line.comment())) {
        if (!isDefined(citation)) {
          find(source, line.number(), "cites " + citation.label() + ", which is not defined");
        } else if (line.kind() == Comment.LINE) {
          citedInCode.merge(citation.label(), 1, Integer::sum);
        }
      }
    }
  }

  private boolean isDefined(final Citation citation) {
    if (citation.isGuarantee()) {
      final int number = Integer.parseInt(citation.label().substring(1));
      return number >= 1 && number <= GUARANTEES;
    }
    return defined.contains(citation.label());
  }

  private void checkUse(final JavaSource source) {
    for (final Item item : blocks.get(source.name()).definitions()) {
      final boolean edge = item.label().contains("-E");
      final int cited = citedInCode.getOrDefault(item.label(), 0);
      if (!edge && cited < 1) {
        find(source, item.line(), item.label() + " is cited nowhere in the code");
      } else if (edge && cited < 2) {
        find(source, item.line(), item.label() + " has two ends and is cited at " + cited + " of them");
      } else if (edge && citedAtAccess.getOrDefault(item.label(), 0) < 1) {
        find(source, item.line(), item.label() + " is cited at no access");
      }
    }
  }

  // ---- accesses

  private void checkAccess(final JavaSource source, final Access access) {
    final String note = noteOf(source, access.line());
    final List<Citation> citations = Citation.in(note);
    for (final Citation citation : citations) {
      citedAtAccess.merge(citation.label(), 1, Integer::sum);
      checkSide(source, access, citation);
    }
    if (!accountsFor(note, access.mode())) {
      final List<String> excuses = excuses(note);
      find(source, access.line().number(), access.mode().word() + " access cites no label and gives no excuse"
          + (excuses.isEmpty() ? "" : " for its mode, only one for: " + String.join(", ", excuses)));
    }
  }

  /** Whether the comment at an access of this mode cites a label, or gives an excuse for the mode. */
  static boolean accountsFor(final String note, final Mode mode) {
    final List<String> excuses = excuses(note);
    return Citation.in(note).stream().anyMatch(citation -> !citation.isGuarantee())
        || excuses.contains(CALLERS)
        || excuses.contains(mode.word());
  }

  private void checkSide(final JavaSource source, final Access access, final Citation citation) {
    if (citation.side() == null) {
      return;
    }
    final boolean acquire = citation.side().equals("acquire");
    final boolean holds = accesses.get(source).stream()
        .filter(other -> other.line() == access.line())
        .anyMatch(other -> acquire ? other.mode().acquires() : other.mode().releases());
    if (!holds) {
      find(source, access.line().number(),
          "says " + citation.label() + " " + citation.side() + ", and is " + access.mode().word());
    }
  }

  /** The comment on the line, and those just above it. */
  static String noteOf(final JavaSource source, final Line line) {
    String note = line.kind() == Comment.LINE ? line.comment().strip() : "";
    for (int number = line.number() - 1; number > 0 && source.line(number).isNote(); number--) {
      note = source.line(number).comment().strip() + (note.isEmpty() ? "" : "; " + note);
    }
    return note;
  }

  static List<String> excuses(final String note) {
    final List<String> found = new ArrayList<>();
    for (final String clause : note.split("(?=; )", -1)) {
      final Matcher matcher = EXCUSE.matcher(clause);
      if (matcher.matches()) {
        found.add(matcher.group(1));
      }
    }
    return found;
  }

  /** The methods that leave it to their callers to say what their access is for. */
  private Map<String, Mode> accessors() {
    Map<String, Mode> found = Map.of();
    while (true) { // a caller may leave it to its own callers
      final Map<String, Mode> more = new HashMap<>();
      for (final JavaSource source : sources.values()) {
        for (final Access access : Access.in(source, found)) {
          final String method = Access.methodAround(source, access.line());
          if (method != null && excuses(noteOf(source, access.line())).contains(CALLERS)) {
            more.put(method, access.mode());
          }
        }
      }
      if (more.equals(found)) {
        return found;
      }
      found = more;
    }
  }
}
