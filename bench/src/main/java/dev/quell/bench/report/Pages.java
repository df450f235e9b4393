package dev.quell.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes what runs found: {@code Pages <run> [<out>]} a page and its pictures, {@code Pages --into <document>...} the
 * parts and pictures that documents show. {@code bench/report} calls it, {@code bench/run} too. It writes nothing into
 * a run folder.
 *
 * <p>A document says {@code <!-- results/<run>: In short, headline.svg -->}, and between that and {@code <!-- end -->}
 * stands what the run has; its pictures are in {@code results/pictures}.
 */
public final class Pages {
  private static final String INTO = "--into";
  private static final String RESULTS = "results";
  private static final String PICTURES = RESULTS + "/pictures";
  private static final Pattern BLOCK =
      Pattern.compile("(<!-- (results/[^ :]+): ([^>]+) -->)\n.*?<!-- end -->", Pattern.DOTALL);
  private static final Pattern TITLE = Pattern.compile("<title>(.*)</title>");

  /** A sentence about a picture, and what must be drawn in it for the sentence to be true. */
  private record Caption(String sign, String text) {}

  private static final String BROKEN = "stroke-dasharray";

  private static final Map<String, List<Caption>> CAPTIONS =
      Map.of(
          "headline",
          List.of(
              new Caption("best rival</text>", "The best rival is another one from row to row, and may be mongod's.")),
          "threads",
          List.of(
              new Caption(", 1 thread</text>", "Hollow dots: one thread."),
              new Caption(", 2 threads</text>", "Filled dots: two threads, what both do together.")),
          "convoy",
          List.of(
              new Caption("</svg>", "With more threads than processors each gets a share of them."),
              new Caption(
                  BROKEN,
                  "The broken line is Quell's worker beside threads that only compute. Above it is noise, or a killer"
                      + " that waits and leaves its share."),
              new Caption(">×</text>", "A cross marks a worker that did fewer than a hundred operations a second.")),
          "tail",
          List.of(
              new Caption(
                  "</svg>",
                  "Latency counts from when an operation was due, so that a stall counts for all that it delayed.")),
          "kill-by-matches", List.of(new Caption(BROKEN, "The broken line is what proportion would give.")));

  private static final String HOW_TO_READ =
      """
      Figures are medians over the forks' medians, rounded to two digits. Quell is called as its rivals are. **Bold**:
      the rival is faster, beyond the noise. The limit is what the path's memory accesses or atomic steps take at the
      least on this machine, measured in the same run. † a job was disturbed. ‡ Quell's own benchmark and the one that
      it shares with its rivals differ by more than 2 ×, measured again too.
      """;

  private Pages() {}

  public static void main(final String[] args) throws IOException {
    final List<String> paths = Arrays.asList(args);
    if (paths.size() > 1 && paths.get(0).equals(INTO)) {
      for (final String document : paths.subList(1, paths.size())) {
        final Path path = Path.of(document).toAbsolutePath();
        final Map<String, String> drawn = new LinkedHashMap<>();
        Files.writeString(path, into(path, drawn));
        writeAll(drawn, root(path).resolve(PICTURES));
      }
    } else if (paths.size() == 1 || paths.size() == 2) {
      final Path run = Path.of(paths.get(0));
      write(Results.read(run), paths.size() > 1 ? Path.of(paths.get(1)) : place(run));
    } else {
      System.err.println("usage: bench/report <run> [<out>]\n       bench/report " + INTO + " <document>...");
      System.exit(2);
    }
  }

  /** Where the report of a run goes unless another place is named. */
  public static Path place(final Path run) {
    final Path all = Path.of(System.getenv().getOrDefault("QUELL_BENCH_REPORT", "bench/target/report"));
    return all.resolve(run.toAbsolutePath().normalize().getFileName());
  }

  /** Writes the page of a run, and those of its pictures. */
  public static void write(final Results results, final Path out) throws IOException {
    Files.createDirectories(out);
    final Map<String, String> pictures = Pictures.of(results);
    final Map<String, String> files = new LinkedHashMap<>();
    pictures.forEach((name, svg) -> files.put(name + ".svg", svg));
    writeAll(files, out);
    final List<String> names = List.copyOf(pictures.keySet());
    final List<String> front = names.stream().filter(Pictures.FRONT::contains).toList();
    Files.writeString(out.resolve("README.md"), page(results, pictures, front));
    if (front.size() < names.size()) {
      Files.writeString(out.resolve("curves.md"), "# Curves of " + results.name() + "\n\n"
          + names.stream().filter(name -> !front.contains(name)).map(name -> image(name, pictures.get(name), ""))
              .collect(Collectors.joining("\n\n"))
          + "\n");
    }
  }

  private static void writeAll(final Map<String, String> files, final Path folder) throws IOException {
    for (final Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }

  static String page(final Results results, final Map<String, String> pictures, final List<String> front) {
    final StringBuilder page = new StringBuilder("# Run " + results.name() + "\n");
    results.reservation().ifPresent(text -> page.append("\n**").append(text).append("**\n"));
    final Map<String, String> parts = Report.parts(results);
    final String machine = parts.remove("Machine");
    Stream.ofNullable(machine).forEach(text -> page.append('\n').append(text).append('\n'));
    front.forEach(name -> page.append('\n').append(image(name, pictures.get(name), "")).append('\n'));
    page.append(pictures.size() > front.size() ? "\n[More curves](curves.md)\n" : "");
    page.append(parts.isEmpty() ? "" : "\n" + HOW_TO_READ);
    parts.forEach((name, text) -> page.append("\n## ").append(name).append("\n\n").append(text).append('\n'));
    return page.toString();
  }

  /**
   * The document as it should be.
   *
   * @param drawn to which its pictures are added, by the names of their files
   */
  static String into(final Path document, final Map<String, String> drawn) throws IOException {
    final Path folder = document.toAbsolutePath().normalize().getParent();
    final Path root = root(folder);
    final String there = folder.relativize(root.resolve(PICTURES)) + "/";
    return BLOCK.matcher(Files.readString(document)).replaceAll(block -> {
      final Results results = Results.read(root.resolve(block.group(2)));
      final Map<String, String> pictures = Pictures.of(results);
      final Map<String, String> parts = Report.parts(results);
      final StringBuilder text = new StringBuilder(block.group(1)).append("\n\n");
      for (final String part : block.group(3).split(", ")) {
        final String name = part.replace(".svg", "");
        if (part.endsWith(".svg") && pictures.containsKey(name)) {
          text.append(image(name, pictures.get(name), there)).append("\n\n");
          drawn.put(part, pictures.get(name));
        } else {
          text.append(parts.getOrDefault(part, "This run did not measure: " + name + ".")).append("\n\n");
        }
      }
      return Matcher.quoteReplacement(text + "<!-- end -->");
    });
  }

  /** The nearest folder above, or the folder itself, that has results. */
  private static Path root(final Path path) {
    Path root = path;
    while (!Files.isDirectory(root.resolve(RESULTS))) {
      root = root.getParent();
      if (root == null) {
        throw new IllegalArgumentException("no folder above " + path + " has " + RESULTS);
      }
    }
    return root;
  }

  private static String image(final String name, final String svg, final String folder) {
    final Matcher title = TITLE.matcher(svg);
    final String caption = CAPTIONS.getOrDefault(name, List.of()).stream()
        .filter(one -> svg.contains(one.sign))
        .map(Caption::text)
        .collect(Collectors.joining(" "));
    return "![" + (title.find() ? title.group(1) : name) + "](" + folder + name + ".svg)"
        + (caption.isEmpty() ? "" : "\n\n" + caption);
  }
}
