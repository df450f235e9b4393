package dev.quell.stress.ledger;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A label that a comment names: {@code KW-E1}, the prefix of a class, a letter and a number. A guarantee of the core,
 * {@code K1}, is one too.
 *
 * @param label as it is written
 * @param side "acquire" or "release" if the comment says so, else null
 */
record Citation(String label, String side) {
  private static final Pattern LABEL =
      Pattern.compile("(?<![\\w.-])((?:[A-Z]{2}-)?[IE]\\d+|K\\d+)\\b(?:'s)?(?: (acquire|release)\\b)?");

  /** Every label in the text. */
  static List<Citation> in(final String text) {
    return LABEL.matcher(text).results().map(found -> new Citation(found.group(1), found.group(2))).toList();
  }

  boolean isGuarantee() {
    return label.startsWith("K") && label.indexOf('-') < 0;
  }
}
