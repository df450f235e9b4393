package dev.quell.demo;

import java.util.ArrayList;
import java.util.List;

/** Rows of text, aligned: the first column and those with words to the left, numbers to the right. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  void add(final Object... cells) {
    final List<String> row = new ArrayList<>();
    for (final Object cell : cells) {
      row.add(cell.equals("") ? "-" : String.valueOf(cell));
    }
    rows.add(row);
  }

  @Override
  public String toString() {
    final StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      final StringBuilder line = new StringBuilder();
      for (int column = 0; column < rows.get(i).size(); column++) {
        final String cell = rows.get(i).get(column);
        final String space = " ".repeat(width(column) - cell.length());
        line.append(isNumber(column) ? space + cell : cell + space).append("  ");
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
      if (i == 0) {
        text.append("-".repeat(line.length() - 2)).append(System.lineSeparator());
      }
    }
    return text.toString();
  }

  private int width(final int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private boolean isNumber(final int column) {
    return rows.stream().skip(1).allMatch(row -> row.get(column).matches("-|[0-9.]+( ms)?"));
  }
}
