package dev.quell.bench.report;

import dev.quell.bench.report.Row.Named;
import java.util.List;

/**
 * The headline: for each path that the project promises something about, what Quell takes, the limit, the best peer and
 * the aim.
 *
 * <p>Aims are for a million sessions unless the row says otherwise. The limit of a row is the least that its memory
 * accesses can take in memory of the size that it visits: a table and a record of each session for a look-up, 8 MiB for
 * the words of a million sessions.
 */
public final class HeadlineRows {
  private static final String ORDER_ALONE = "FindBeginEndBenchmark.orderAlone";
  private static final String SCATTERED_LOAD = "LimitsBenchmark.independentLoad scatteredMebibytes=8";
  private static final String SCATTERED_CAS = "LimitsBenchmark.independentLoadAndCas scatteredMebibytes=8";
  private static final String ENTRY_AND_RECORD = "an entry of a table, then the record that it names";
  private static final String UNDER_KILL = "BeginEndUnderKillBenchmark.";
  private static final double WORDS_PER_LINE = 8;
  private static final double MS = 1e6;

  private static final Named NO_LIMIT = null;
  private static final List<Named> NO_PEER = List.of();

  private HeadlineRows() {}

  private static Row nanos(
      final String path, final Named limit, final List<Named> peers, final Figure quell, final Aim aim) {
    return new Row(path, Unit.NANOS, limit, peers, quell, aim);
  }

  private static Named limit(final String name, final Figure figure) {
    return new Named(name, figure);
  }

  private static Named limit(final String name, final String benchmark) {
    return new Named(name, Figure.of("LimitsBenchmark." + benchmark));
  }

  private static List<Named> peers(final String benchmark) {
    return peers(Figure.of(benchmark));
  }

  private static List<Named> peers(final Figure figure) {
    return List.of(new Named("any subject", figure));
  }

  /** Regular expressions that find the benchmarks which the rows need. */
  public static List<String> benchmarks() {
    return all().stream()
        .flatMap(row -> row.parts().stream())
        .map(Line::word)
        .filter(name -> name.contains("Benchmark."))
        .map(name -> name.replaceFirst(":.*", ""))
        .distinct()
        .map(name -> "\\." + name.replace(".", "\\.") + "$")
        .toList();
  }

  public static List<Row> all() {
    return List.of(
        nanos(
            "begin + end of an operation by handle",
            limit("two compare-and-sets", "casTwice"),
            peers("PeersBenchmark.beginEnd"),
            Figure.of("BeginEndBenchmark.handle"),
            Aim.mostWithBytes(15, 0, "≤ 15 ns, 0 B")),
        nanos(
            "find by lsid + begin + end, hot",
            NO_LIMIT,
            peers("PeersBenchmark.findBeginEndHot"),
            Figure.of("FindBeginEndBenchmark.coreHot"),
            Aim.mostWithBytes(30, 0, "≤ 30 ns, 0 B")),
        nanos(
            "find by lsid + begin + end, cache-cold",
            limit(ENTRY_AND_RECORD, "dependentEntryAndRecord indexed=1000000"),
            peers(Figure.of("PeersBenchmark.findBeginEndCold").less(ORDER_ALONE)),
            Figure.of("FindBeginEndBenchmark.coreColdDependent").less(ORDER_ALONE),
            Aim.mostWithBytes(260, 0, "≤ 260 ns, 0 B")),
        nanos(
            "find by lsid + begin + end, cache-cold, an owner object for each session",
            limit(ENTRY_AND_RECORD, "dependentEntryAndRecord indexed=1000000"),
            peers(Figure.of("PeersBenchmark.findBeginEndColdOwnOwner").less(ORDER_ALONE)),
            Figure.of("PeersBenchmark.findBeginEndColdOwnOwner subject=quell").less(ORDER_ALONE),
            Aim.NONE),
        nanos(
            "poll",
            limit("opaque load of a field", "opaqueFieldLoad"),
            List.of(
                new Named("volatile flag", Figure.of("PollBenchmark.volatileFlag")),
                new Named("Thread.interrupted", Figure.of("PollBenchmark.threadInterrupted")),
                new Named("gRPC's Context, at hand", Figure.of("PollBenchmark.grpcContext")),
                new Named("gRPC's current Context", Figure.of("PollBenchmark.grpcCurrentContext"))),
            Figure.of("PollBenchmark.isKilled"),
            Aim.mostWithBytes(1.5, 0, "≤ 1.5 ns, 0 B")),
        nanos(
            "poll in a loop with 10 ns of work",
            limit("the loop alone", Figure.of("PollBenchmark.workOnly")),
            List.of(
                new Named("volatile flag", Figure.of("PollBenchmark.workAndVolatileFlag")),
                new Named("Thread.interrupted", Figure.of("PollBenchmark.workAndThreadInterrupted")),
                new Named("gRPC's Context, at hand", Figure.of("PollBenchmark.workAndGrpcContext")),
                new Named("gRPC's current Context", Figure.of("PollBenchmark.workAndGrpcCurrentContext"))),
            Figure.of("PollBenchmark.workAndIsKilled"),
            Aim.mostToLimit(1.03, "within 3 % of the loop alone")),
        nanos(
            "open + end of a session",
            NO_LIMIT,
            peers("PeersBenchmark.openEnd"),
            Figure.of("OpenEndBenchmark.existingOwner"),
            Aim.mostWithBytes(500, 32, "≤ 500 ns, ≤ 32 B")),
        nanos(
            "kill by UUID, cache-cold",
            limit(ENTRY_AND_RECORD, "dependentEntryAndRecord indexed=1000000"),
            peers(Figure.of("PeersBenchmark.killByUuid").less(ORDER_ALONE)),
            Figure.of("KillBenchmark.byUuid").less(ORDER_ALONE),
            Aim.most(220, "≤ 220 ns")),
        nanos(
            "kill by UUID, cache-cold, 10,000,000 sessions",
            limit(ENTRY_AND_RECORD, "dependentEntryAndRecord indexed=10000000"),
            NO_PEER,
            Figure.of("KillAmongManyBenchmark.byUuid").less(ORDER_ALONE),
            Aim.most(330, "≤ 330 ns")),
        nanos(
            "kill by uid, 100 idle sessions",
            limit("100 scattered loads in 8 MiB", Figure.of(SCATTERED_LOAD, 100)),
            peers("PeersBenchmark.killByUid"),
            Figure.of("KillBenchmark.byUid"),
            Aim.most(1_500, "≤ 1,500 ns")),
        nanos(
            "kill by uid, 100 sessions, 10 of them busy",
            limit(
                "90 scattered loads, 10 with compare-and-set",
                Figure.of(SCATTERED_LOAD, 90).plus(SCATTERED_CAS, 10)),
            peers("PeersBusyBenchmark.byUid"),
            Figure.of("KillBusyBenchmark.byUid"),
            Aim.most(1_500, "≤ 1,500 ns")),
        nanos(
            "kill by role, 1,000 idle sessions",
            limit("1,000 scattered loads in 8 MiB", Figure.of(SCATTERED_LOAD, 1_000)),
            peers("PeersBenchmark.killByRole"),
            Figure.of("KillBenchmark.byRole"),
            Aim.most(20_000, "≤ 20 µs")),
        nanos(
            "kill by role, 1,000 sessions, 100 of them busy",
            limit(
                "900 scattered loads, 100 with compare-and-set",
                Figure.of(SCATTERED_LOAD, 900).plus(SCATTERED_CAS, 100)),
            peers("PeersBusyBenchmark.byRole"),
            Figure.of("KillBusyBenchmark.byRole"),
            Aim.most(20_000, "≤ 20 µs")),
        nanos(
            "kill all, 16 operations running",
            limit("words read in a row, 8 MiB in cache", wordsInARow()),
            peers("PeersBusyBenchmark.everything running=16"),
            Figure.of("KillEverythingBenchmark.again running=16"),
            Aim.most(1.5 * MS, "≤ 1.5 ms")),
        nanos(
            "kill all, 10,000 operations running",
            limit("the same, and 10,000 scattered compare-and-sets", wordsInARow().plus(SCATTERED_CAS, 10_000)),
            peers("PeersBusyBenchmark.everything running=10000"),
            Figure.of("KillEverythingBenchmark.again running=10000"),
            Aim.most(3 * MS, "≤ 3 ms")),
        nanos(
            "kill all, 10,000 operations running, after 128 MiB of something else were read",
            NO_LIMIT, // words in a row that lie in no cache: what is measured of a gibibyte misses more than 8 MiB do
            NO_PEER,
            Figure.of("KillEverythingBenchmark.cold running=10000"),
            Aim.NONE),
        underKill("owners", "alone", "uids:uidsWorker"),
        underKill("owners", "spin:spinWorker", "uids:uidsWorker"),
        underKill("everything", "alone", "all:allWorker"),
        underKill("everything", "spin:spinWorker", "all:allWorker"),
        nanos(
            "begin + end, two threads in two sessions",
            limit("two compare-and-sets, words far apart", "casTwiceFarApart"),
            peers("PeersTwoThreadsBenchmark.twoSessions"),
            Figure.of("TwoThreadsBenchmark.twoSessions"),
            Aim.most(18, "≤ 18 ns")),
        nanos(
            "begin + end, two threads in one session",
            limit("two get-and-adds, one word", "getAndAddPairSameWord"),
            peers("PeersTwoThreadsBenchmark.oneSession"),
            Figure.of("TwoThreadsBenchmark.oneSession"),
            Aim.most(60, "≤ 60 ns")),
        new Row(
            "bytes per session, everything included, 1,000,000 with 100 per owner",
            Unit.BYTES,
            NO_LIMIT,
            peers(Figure.of("footprint.bytes sessions=1000000")),
            Figure.of("footprint.bytes subject=quell sessions=1000000"),
            Aim.most(112, "≤ 112 B")),
        new Row(
            "kill call to flag visible: flags down when the kill had returned",
            Unit.COUNT,
            NO_LIMIT,
            NO_PEER,
            Figure.of("flag.downAtReturn victim=blocked").plus("flag.downAtReturn victim=polling", 1),
            Aim.most(0, "none")),
        new Row(
            "kill call to a blocked operation running again, p99",
            Unit.MICROS,
            limit("p99 of a thread that is only unparked", Figure.of("wake.p99us victim=parkedOnly from=call")),
            NO_PEER,
            Figure.of("wake.p99us victim=blocked from=call"),
            Aim.most(100, "≤ 100 µs")));
  }

  /** The words of all sessions, as many as fit into 8 MiB. */
  private static Figure wordsInARow() {
    return Figure.perSession("LimitsBenchmark.sequentialLineOfWords sequentialMebibytes=8", 1 / WORDS_PER_LINE);
  }

  private static Row underKill(final String what, final String against, final String worker) {
    final boolean alone = against.equals("alone");
    return nanos(
        String.format(
            "begin + end while another thread kills %s without pause, against %s",
            what, alone ? "alone" : "one that spins"),
        limit(alone ? "alone" : "beside one that spins", Figure.of(UNDER_KILL + against + " in=own")),
        NO_PEER,
        Figure.of(UNDER_KILL + worker + " in=own"),
        Aim.mostToLimit(1 / 0.95, "≥ 95 % as fast"));
  }
}
