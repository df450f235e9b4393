package dev.quell.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A run as one page of HTML that needs nothing else: no script, no other file, no network. */
final class Page {
  private static final List<Section> SECTIONS =
      List.of(
          new HeadlineSection(),
          new PeersSection(),
          new LossesSection(),
          new CurvesSection(Curve.all()),
          new ConvoySection(),
          new PercentilesSection(),
          new MemorySection(),
          new PausesSection(),
          new LimitsSection(),
          new EverythingSection(),
          new MachineSection());

  private Page() {}

  static String of(final RunData run, final Album album) throws IOException {
    final StringBuilder body = new StringBuilder();
    for (final Section section : SECTIONS) {
      body.append("<h2 id=\"").append(anchor(section)).append("\">").append(section.title()).append("</h2>\n");
      final String content = section.body(run, album);
      body.append(
          content.isEmpty()
              ? "<p class=\"missing\">Nothing in this run: it takes " + Html.escape(section.needs()) + ".</p>\n"
              : content);
    }
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        + "<title>Quell, run " + Html.escape(run.name()) + "</title>\n"
        + "<style>\n" + style() + "</style>\n</head>\n<body>\n"
        + header(run) + "<main>\n" + warning(run) + body
        + "<footer>Drawn by <code>bench/report</code> from the files of the run; nothing was typed in.</footer>\n"
        + "</main>\n</body>\n</html>\n";
  }

  private static String style() throws IOException {
    try (InputStream css = Page.class.getResourceAsStream("page.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String anchor(final Section section) {
    return section.getClass().getSimpleName().replace("Section", "").toLowerCase(Locale.ROOT);
  }

  private static String warning(final RunData run) {
    return Trust.reservation(run).map(text -> "<p class=\"warning\">" + Html.escape(text) + "</p>\n").orElse("");
  }

  private static String header(final RunData run) {
    final String where =
        Stream.of("date", "Model name", "CPU(s)", "jvm", "kernel")
            .map(name -> run.machine(name).map(value -> name.equals("CPU(s)") ? value + " processors" : value))
            .flatMap(Optional::stream)
            .map(Html::escape)
            .collect(Collectors.joining(" · "));
    final String commit = run.machine("commit of the work tree").or(() -> run.machine("commit")).orElse("unknown");
    return "<header>\n<h1>Quell: how fast, and how close to the limit</h1>\n<div>" + where + "<br>commit "
        + Html.escape(commit) + " · run <code>" + Html.escape(run.name()) + "</code></div>\n" + cards(run)
        + "<nav>"
        + SECTIONS.stream()
            .map(section -> "<a href=\"#" + anchor(section) + "\">" + Html.escape(section.title()) + "</a>")
            .collect(Collectors.joining("\n"))
        + "</nav>\n"
        + "</header>\n";
  }

  private static String cards(final RunData run) {
    final List<Standing> all = Standing.all(run);
    final long met = count(all, Standing.Verdict.MET);
    final long judged = met + count(all, Standing.Verdict.MET_MOSTLY) + count(all, Standing.Verdict.MISSED);
    final List<Standing> beside = all.stream().filter(standing -> standing.toPeer().isPresent()).toList();
    final long ahead = beside.stream().filter(standing -> standing.besidePeer() != Standing.Beside.BEHIND).count();
    final long measured = run.results().all().stream().filter(one -> one.forks() > 0).count();
    return "<div class=\"cards\">\n"
        + card(met + " of " + judged, "aims met in every fork and run, of those that could be judged")
        + card(ahead + " of " + beside.size(), "paths in which no peer is clearly better")
        + card(String.valueOf(measured), "measurements by JMH")
        + "</div>\n";
  }

  private static long count(final List<Standing> all, final Standing.Verdict verdict) {
    return all.stream().filter(standing -> standing.verdict() == verdict).count();
  }

  private static String card(final String number, final String text) {
    return "<div><b>" + number + "</b>" + text + "</div>\n";
  }
}
