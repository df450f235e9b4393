package dev.quell.bench.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Names of the lines of a picture, each of which is told from the others by the values of parameters. */
final class Labels {

  /** The parameter whose name says nothing. */
  static final String WHAT = "";

  private Labels() {}

  /** What not all lines have in common. */
  static String of(final Map<String, String> line, final Collection<Map<String, String>> all) {
    final List<String> words = new ArrayList<>();
    line.forEach(
        (param, value) -> {
          if (all.stream().anyMatch(other -> !value.equals(other.get(param)))) {
            words.add(param.equals(Figure.SUBJECT) ? subject(value) : param.equals(WHAT) ? value : param + " " + value);
          }
        });
    return words.isEmpty() ? line.getOrDefault(WHAT, "Quell") : String.join(", ", words);
  }

  static String subject(final String name) {
    return name.equals(Standing.QUELL) ? "Quell" : name;
  }
}
