package dev.quell.stress.mutants;

import dev.quell.stress.mutants.Mutant.Hunk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * All mutants, read from the table beside this class.
 *
 * <pre>
 * mutant   K1-name, after the guarantee
 * says     what is wrong
 * file     internal/kill/Kill.java
 * tests    KillStress.K1_KillVsBegin dev.quell.CursorTest#shouldX
 * quick                              (if CI is to run it)
 * survives why no test catches it    (if that is so)
 * - lines of the file, whole ones
 * + what stands in their place
 * </pre>
 *
 * <p>A mutant may have several such changes. A key may come again: what it says goes on.
 */
public final class MutantTable {
  private static final String TABLE = "mutants.txt";

  private final List<Mutant> mutants = new ArrayList<>();
  private String name;
  private String says;
  private String file;
  private String survives;
  private boolean quick;
  private List<String> tests;
  private List<Hunk> hunks;

  private MutantTable() {}

  /** Every one there is. */
  public static List<Mutant> all() {
    try (InputStream in = MutantTable.class.getResourceAsStream(TABLE)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The mutants in the text of a table. */
  static List<Mutant> parse(final String text) {
    final MutantTable table = new MutantTable();
    for (final String line : text.lines().toList()) {
      table.add(line);
    }
    table.end();
    return table.mutants;
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
      default:
        throw new IllegalStateException("not a line of the table of mutants: " + line);
    }
  }

  private static String goOn(final String before, final String more) {
    return before == null ? more : before + " " + more;
  }

  private void change(final boolean old, final String code) {
    if (old && (hunks.isEmpty() || !hunks.get(hunks.size() - 1).fresh().isEmpty())) {
      hunks.add(new Hunk(new ArrayList<>(), new ArrayList<>()));
    }
    final Hunk last = hunks.get(hunks.size() - 1);
    (old ? last.old() : last.fresh()).add(code);
  }

  private void start(final String newName) {
    name = newName;
    says = null;
    file = null;
    survives = null;
    quick = false;
    tests = new ArrayList<>();
    hunks = new ArrayList<>();
  }

  private void end() {
    if (name == null) {
      return;
    }
    if (says == null || file == null || tests.isEmpty() || hunks.isEmpty() || !name.matches("K[1-9]-[a-z-]+")) {
      throw new IllegalStateException("the mutant " + name + " is not complete");
    }
    mutants.add(new Mutant(name, says, file, List.copyOf(tests), List.copyOf(hunks), survives, quick));
  }
}
