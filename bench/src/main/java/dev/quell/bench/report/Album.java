package dev.quell.bench.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The pictures of a page, by name. */
final class Album {
  private final Map<String, String> pictures = new LinkedHashMap<>();

  /** Adds a picture; answers the piece of the page that shows it. */
  String figure(final String name, final Picture picture, final String title, final String caption) {
    final String svg = picture.svg(name);
    pictures.put(name, svg);
    return "<figure id=\"" + name + "\">\n<figcaption><b>" + Html.escape(title) + "</b> " + Html.escape(caption)
        + "</figcaption>\n" + svg + "</figure>\n";
  }

  /** SVG by name. */
  Map<String, String> pictures() {
    return Collections.unmodifiableMap(pictures);
  }
}
