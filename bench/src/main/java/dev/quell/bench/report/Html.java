package dev.quell.bench.report;

import java.util.List;
import java.util.stream.Collectors;

/** Pieces of a page. */
final class Html {
  private Html() {}

  static String escape(final String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }

  static String paragraph(final String text) {
    return "<p>" + escape(text) + "</p>\n";
  }

  static String list(final List<String> items) {
    return items.stream().map(item -> "<li>" + item + "</li>\n").collect(Collectors.joining("", "<ul>\n", "</ul>\n"));
  }

  /** With cells that are HTML already. */
  static String table(final List<String> head, final List<List<String>> rows) {
    return "<div class=\"wide\"><table>\n<thead>" + row("th", head) + "</thead>\n<tbody>\n"
        + rows.stream().map(cells -> row("td", cells)).collect(Collectors.joining())
        + "</tbody>\n</table></div>\n";
  }

  private static String row(final String tag, final List<String> cells) {
    return cells.stream()
        .map(cell -> "<" + tag + ">" + cell + "</" + tag + ">")
        .collect(Collectors.joining("", "<tr>", "</tr>\n"));
  }

  /** To be opened. */
  static String details(final String summary, final String body) {
    return "<details><summary>" + escape(summary) + "</summary>\n" + body + "</details>\n";
  }
}
