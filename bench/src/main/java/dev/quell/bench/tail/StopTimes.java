package dev.quell.bench.tail;

import dev.quell.bench.report.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How long it takes from a kill until its victim has stopped, killed at a fixed rate.
 *
 * @param pace at which kills are called
 * @param folder where the logs go
 */
record StopTimes(Pace pace, Path folder) {

  Line measure(final String subject, final String how, final String kill, final Victim victim)
      throws IOException, InterruptedException {
    final KillToStop warmUp = new KillToStop(pace.warmUp(), victim, nanos -> {});
    run(warmUp, List.of());
    final Line about = Line.of("stop").with("subject", subject).with("victim", how).with("kill", kill);
    try (Series series = new Series(folder, about)) {
      final KillToStop measured = new KillToStop(pace.measured(), victim, series::record);
      run(measured, List.of(series));
      return Percentiles.addTo(about.with("rate", pace.perSecond(), 0), series.all()).with("missed", measured.missed());
    }
  }

  private void run(final KillToStop rounds, final List<Series> series) throws InterruptedException {
    pace.run(
        rounds.schedule(),
        series,
        () -> {},
        new Task("victim", rounds::beVictim),
        new Task("killer", rounds::beKiller));
  }
}
