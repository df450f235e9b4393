package dev.quell.stress.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A label that a comment names: {@code I1}, {@code Segment E1}; a guarantee of the core, {@code K1}, is one too.
 *
 * @param owner the class that defines it, or null for the one the comment stands in
 * @param label the label
 * @param side "acquire" or "release" if the comment says so, else null
 */
record Citation(String owner, String label, String side) {
  private static final Pattern CLAUSE = Pattern.compile("[;:.]");
  private static final Pattern LABEL =
      Pattern.compile("(?:\\b([A-Z][A-Za-z]+) )?(?<![\\w.])([IEK]\\d+)\\b(?:'s)?(?: (acquire|release)\\b)?");

  /** Every label in the text. A class named before one goes for those that follow in the same clause. */
  static List<Citation> in(final String text) {
    final List<Citation> found = new ArrayList<>();
    for (final String clause : CLAUSE.split(text)) {
      String owner = null;
      final Matcher matcher = LABEL.matcher(clause);
      while (matcher.find()) {
        owner = matcher.group(1) != null ? matcher.group(1) : owner;
        final boolean guarantee = matcher.group(2).startsWith("K");
        found.add(new Citation(guarantee ? null : owner, matcher.group(2), matcher.group(3)));
      }
    }
    return found;
  }

  boolean isGuarantee() {
    return label.startsWith("K");
  }

  /** As it is written. */
  @Override
  public String toString() {
    return owner == null ? label : owner + " " + label;
  }
}
