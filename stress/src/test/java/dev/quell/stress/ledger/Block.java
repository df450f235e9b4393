package dev.quell.stress.ledger;

import dev.quell.stress.ledger.JavaSource.Comment;
import dev.quell.stress.ledger.JavaSource.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The maintainers' block of a class: an ordinary comment with sections.
 *
 * <pre>
 *   Invariants    SO-I1  a sentence that goes on
 *                        on the next line
 *   Edges         SO-E1  store -&gt; load: what is published
 *   Tests         SO-I1  SomeStress.SO_I1_Claim, SomeTest.shouldDoSomething
 *                 SO-E1  argued: why no test can show it
 * </pre>
 */
final class Block {
  /** What a label stands for, and where that is said. */
  record Item(String label, int line, String text) {}

  private static final Pattern SECTION = Pattern.compile("(States|Invariants|Edges|Tests|Not promised)\\b(.*)");
  private static final Pattern LABELS =
      Pattern.compile("\\s*(LABEL(?:, LABEL)*) {2,}(\\S.*)".replace("LABEL", "[A-Z]{2}-[IE]\\d+"));

  private final List<Item> definitions = new ArrayList<>();
  private final List<Item> tests = new ArrayList<>();
  private boolean found;
  private String section = "";

  private Block() {}

  /** The block of the class; one without anything in it if there is none. */
  static Block of(final JavaSource source) {
    final Block block = new Block();
    for (final Line line : source.lines()) {
      if (line.kind() == Comment.BLOCK) {
        block.add(line.number(), line.comment().replaceFirst("^\\s*\\* ?", ""));
      } else {
        block.section = "";
      }
    }
    return block;
  }

  /** Whether there is such a block at all. */
  boolean exists() {
    return found;
  }

  /** The invariants and edges. */
  List<Item> definitions() {
    return definitions;
  }

  /** What is said to test them, one item for each label. */
  List<Item> tests() {
    return tests;
  }

  private void add(final int number, final String text) {
    final Matcher header = SECTION.matcher(text);
    final boolean starts = header.lookingAt();
    if (starts) {
      section = header.group(1);
      found |= section.equals("Invariants") || section.equals("Edges");
    }
    final Matcher labels = LABELS.matcher(starts ? header.group(2) : text);
    if (section.equals("Tests")) {
      addTests(number, labels, text);
    } else if (labels.matches() && (section.equals("Invariants") || section.equals("Edges"))) {
      definitions.add(new Item(labels.group(1), number, labels.group(2)));
    }
  }

  private void addTests(final int number, final Matcher labels, final String text) {
    if (labels.matches()) {
      for (final String label : labels.group(1).split(", ", -1)) {
        tests.add(new Item(label, number, labels.group(2)));
      }
    } else if (!tests.isEmpty() && !text.isBlank()) { // goes on with the item above, perhaps of several labels
      final int line = tests.get(tests.size() - 1).line();
      tests.replaceAll(
          item -> item.line() == line ? new Item(item.label(), line, item.text() + " " + text.strip()) : item);
    }
  }
}
