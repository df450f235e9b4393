package dev.quell.stress.mutants;

import dev.quell.stress.mutants.Mutant.Hunk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * All mutants, read from the table beside this class.
 *
 * <pre>
 * mutant   K1-name, after the guarantee
 * says     what is wrong
 * file     internal/kill/Kill.java
 * tests    KillStress.K1_KillVsBegin dev.quell.CursorTest#shouldX Simulation@1..300
 * quick                              (if CI is to run it)
 * survives why no test catches it    (if that is so)
 * expects  hanging, for this reason  (or exception: if there is no outcome that a test could forbid)
 * - lines of the file, whole ones
 * + what stands in their place
 *
 * untried  KillStress.K1_KillVsBegin (tests that are in no row)
 * because  no mutant was found that they notice
 * </pre>
 *
 * <p>A mutant may have several such changes, each of the file above it. Another key may come again: what it says goes
 * on.
 */
public final class MutantTable {
  private static final String TABLE = "mutants.txt";

  private final List<Mutant> mutants = new ArrayList<>();
  private final Map<String, String> untried = new TreeMap<>();
  private final List<String> without = new ArrayList<>(); // tests that are in no row, until their reason is complete
  private String because;
  private String name;
  private String says;
  private String file;
  private String survives;
  private boolean quick;
  private String expects;
  private List<String> tests;
  private List<Hunk> hunks;

  private MutantTable() {}

  /** Every one there is. */
  public static List<Mutant> all() {
    return shipped().mutants();
  }

  /** The table beside this class. */
  static MutantTable shipped() {
    try (InputStream in = MutantTable.class.getResourceAsStream(TABLE)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The table with this text. */
  static MutantTable parse(final String text) {
    final MutantTable table = new MutantTable();
    for (final String line : text.lines().toList()) {
      table.add(line);
    }
    table.end();
    return table;
  }

  List<Mutant> mutants() {
    return mutants;
  }

  /** The tests of which the table says why they are in no row, and that. */
  Map<String, String> untried() {
    return untried;
  }

  private void add(final String line) {
    if (line.isBlank() || line.startsWith("#")) {
      return;
    }
    if (line.startsWith("-") || line.startsWith("+")) {
      change(line.startsWith("-"), line.substring(1));
      return;
    }
    final String key = line.split("\\s", 2)[0];
    final String value = line.substring(key.length()).strip();
    switch (key) {
      case "mutant":
        end();
        start(value);
        break;
      case "says":
        says = goOn(says, value);
        break;
      case "file":
        file = value;
        break;
      case "tests":
        tests.addAll(List.of(value.split("\\s+")));
        break;
      case "quick":
        quick = true;
        break;
      case "survives":
        survives = goOn(survives, value);
        break;
      case "expects":
        expects = goOn(expects, value);
        break;
      case "untried":
        if (because != null || name != null) {
          end();
        }
        without.addAll(List.of(value.split("\\s+")));
        break;
      case "because":
        because = goOn(because, value);
        break;
      default:
        throw new IllegalStateException("not a line of the table of mutants: " + line);
    }
  }

  private static String goOn(final String before, final String more) {
    return before == null ? more : before + " " + more;
  }

  private void change(final boolean old, final String code) {
    if (old && (hunks.isEmpty() || startsAnother(hunks.get(hunks.size() - 1)))) {
      hunks.add(new Hunk(file, new ArrayList<>(), new ArrayList<>()));
    }
    final Hunk last = hunks.get(hunks.size() - 1);
    (old ? last.old() : last.fresh()).add(code);
  }

  private boolean startsAnother(final Hunk last) {
    return !last.fresh().isEmpty() || !last.file().equals(file);
  }

  private void start(final String newName) {
    name = newName;
    says = null;
    file = null;
    survives = null;
    quick = false;
    expects = null;
    tests = new ArrayList<>();
    hunks = new ArrayList<>();
  }

  private void end() {
    if (without.isEmpty() != (because == null)) {
      throw new IllegalStateException("tests that are untried and a reason for it go together: " + without + because);
    }
    for (final String test : without) {
      untried.put(test, because);
    }
    without.clear();
    because = null;
    if (name == null) {
      return;
    }
    if (says == null || file == null || tests.isEmpty() || hunks.isEmpty()
        || !name.matches("(K([1-9]|1[0-2])|C[1-8])-[a-z-]+")) {
      throw new IllegalStateException("the mutant " + name + " is not complete");
    }
    mutants.add(new Mutant(name, says, List.copyOf(tests), List.copyOf(hunks), survives, quick, expected()));
    name = null;
  }

  private Finding expected() {
    if (expects == null) {
      return null;
    }
    final String[] part = expects.split(",? ", 2);
    if (part.length < 2 || !part[0].matches("hanging|exception")) {
      throw new IllegalStateException("the mutant " + name + " expects hanging or exception, for a reason");
    }
    return Finding.valueOf(part[0].toUpperCase(Locale.ROOT));
  }
}
