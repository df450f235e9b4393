package dev.quell.bench.tail;

import dev.quell.bench.report.Line;
import org.HdrHistogram.Histogram;

/**
 * How long it takes from a kill until its victim has stopped, killed at a fixed rate.
 *
 * @param pace at which kills are called
 */
record StopTimes(Pace pace) {

  Line measure(final String subject, final String how, final String kill, final Victim victim)
      throws InterruptedException {
    final KillToStop warmUp = new KillToStop(pace.warmUp(), victim, nanos -> {});
    run(warmUp);
    final Line about = Line.of("stop").with("subject", subject).with("victim", how).with("kill", kill);
    final Histogram nanos = Percentiles.newHistogram();
    final KillToStop measured = new KillToStop(pace.measured(), victim, nanos::recordValue);
    run(measured);
    return Percentiles.addTo(about.with("rate", pace.perSecond(), 0), nanos).with("missed", measured.missed());
  }

  private void run(final KillToStop rounds) throws InterruptedException {
    pace.run(
        rounds.schedule(),
        () -> {},
        new Task("victim", rounds::beVictim),
        new Task("killer", rounds::beKiller));
  }
}
