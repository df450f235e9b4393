package dev.quell.bench.report;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The headline: for each path that the project promises something about, what Quell takes, the limit, the rivals and
 * the aim.
 *
 * <p>Aims are for a million sessions unless the row says otherwise. The limit of a row is the least that its memory
 * accesses can take in memory of the size that it visits: a table and a record of each session for a look-up, 8 MiB for
 * the words of a million sessions.
 */
public final class Headline {
  /** Sessions of a server whose sessions fit into the caches, and of one whose do not. */
  static final List<Integer> SIZES = List.of(10_000, 1_000_000);

  private static final double US = 1e3;
  private static final double MS = 1e6;
  private static final double AS_FAST = 1 / 0.95;
  private static final double NO_LATER = 1.1;
  /** Of the time of one thread. */
  private static final double TWICE = 2 / 1.9;
  private static final double NEARLY_TWICE = 2 / 1.6;
  private static final String ORDER_ALONE = " - FindBeginEndBenchmark.orderAlone";
  private static final String LOOK_UP = "an entry of a table, then its record";
  private static final String ENTRY_AND_RECORD = "LimitsBenchmark.dependentEntryAndRecord indexed=";
  private static final String LOADS = " * LimitsBenchmark.independentLoad scatteredMebibytes=8";
  private static final String CLAIMS = " * LimitsBenchmark.independentLoadAndCas scatteredMebibytes=8";

  /** Eight words to a line, as many as there are sessions. */
  private static final String WORDS_IN_A_ROW =
      "sessions * 0.125 * LimitsBenchmark.sequentialLineOfWords sequentialMebibytes=8";

  /** Of cells of one thread, by path and size. */
  private static final Map<String, Row.Aim> AIMS =
      Map.of(
          "open + end 10000", new Row.Aim(80, 0, Row.Aim.ANY),
          "kill 1 session 10000", new Row.Aim(50, 200, Row.Aim.ANY),
          "kill 100 idle 10000", new Row.Aim(110, Row.Aim.ANY, Row.Aim.ANY));

  /** The rows that a reader looks for first, with the names that fit into a picture. */
  private static final List<Map.Entry<String, String>> FRONT =
      List.of(
          Map.entry("poll", "poll"),
          Map.entry("begin + end", "begin + end by handle"),
          Map.entry("find + begin + end", "find + begin + end, cache-cold"),
          Map.entry("open + end", "open + end of a session"),
          Map.entry("kill 1 session", "kill by UUID, cache-cold"),
          Map.entry("kill 100 idle", "kill by uid, 100 idle sessions"),
          Map.entry("kill 100, 10 busy", "kill by uid, 100 sessions, 10 of them busy"),
          Map.entry("kill 1,000 idle", "kill by role, 1,000 idle sessions"),
          Map.entry("kill 1,000, 100 busy", "kill by role, 1,000 sessions, 100 of them busy"),
          Map.entry("kill everything", "kill all, 16 operations running"));

  private Headline() {}

  /**
   * What the rows need to be measured, in their order: a regular expression that finds the benchmark, with parameters.
   */
  public static List<Line> benchmarks(final Collection<Row> rows) {
    return patterns(rows.stream().flatMap(row -> row.parts().stream()));
  }

  /** What Quell's two figures of each row need in which they differ by more than a call through an interface costs. */
  public static List<Line> doubtful(final Results results) {
    return patterns(Standing.all(rows(), results).stream()
        .filter(Standing::isDoubtful)
        .flatMap(one -> one.row().partsOfQuell().stream()));
  }

  private static List<Line> patterns(final Stream<Line> parts) {
    return parts
        .filter(part -> part.word().contains("Benchmark."))
        .map(part -> new Line("\\." + part.word().replaceFirst(":.*", "") + "$", part.values()))
        .distinct()
        .toList();
  }

  /** By short name. */
  public static Map<String, Row> front() {
    final Map<String, Row> all = rows().stream().collect(Collectors.toMap(Row::path, row -> row));
    final Map<String, Row> front = new LinkedHashMap<>();
    FRONT.forEach(entry -> front.put(entry.getKey(), all.get(entry.getValue())));
    return front;
  }

  public static List<Row> rows() {
    return Stream.of(operations(), deadlines(), sessions(), kills(), threads(), apart(), programs())
        .flatMap(List::stream)
        .toList();
  }

  /**
   * A path at some number of sessions, by so many threads at once; of Quell too through the rivals' interface.
   *
   * @param threads each of which has its own sessions
   */
  public record Cell(String path, int sessions, int threads, Row row) {
    String pathAndSize() {
      return String.format(Locale.ROOT, "%s, %,d", path, sessions);
    }
  }

  /** Those of a size, or of every size. */
  public static List<Row> cells(final int sessions) {
    return cells().stream()
        .filter(cell -> sessions == 0 || cell.sessions() == sessions)
        .map(Cell::row)
        .toList();
  }

  /** The paths that threads walk all day, at each size, by one thread and by two. */
  public static List<Cell> cells() {
    return SIZES.stream()
        .flatMap(size -> Stream.of(
            cells(size, "begin + end", "PeersBenchmark.beginEnd", "PeersTwoThreadsBenchmark.twoSessions", ""),
            size == Results.FULL_SESSIONS
                ? cells(size, "find + begin + end", "PeersBenchmark.findBeginEndCold", ORDER_ALONE)
                : cells(size, "find + begin + end", "PeersBenchmark.findBeginEndHot", ""),
            cells(size, "open + end", "PeersBenchmark.openEnd", ""),
            cells(size, "kill 1 session", "PeersBenchmark.killByUuid", ORDER_ALONE),
            cells(size, "kill 100 idle", "PeersBenchmark.killByUid", ""),
            Stream.of(cell(size, 1, "kill 100, 10 busy", "PeersBusyBenchmark.byUid", ""))))
        .flatMap(cells -> cells)
        .toList();
  }

  private static Stream<Cell> cells(final int size, final String path, final String benchmark, final String less) {
    return cells(size, path, benchmark, benchmark, less);
  }

  private static Stream<Cell> cells(
      final int size, final String path, final String one, final String two, final String less) {
    return Stream.of(cell(size, 1, path, one, less), cell(size, 2, path, two, less));
  }

  private static Cell cell(
      final int size, final int threads, final String path, final String benchmark, final String less) {
    final String figure = benchmark + " sessions=" + size + (threads == 1 ? "" : " threads=" + threads);
    final String name = String.format(Locale.ROOT, "%s, %,d sessions%s", path, size, threads == 1 ? "" : ", 2 threads");
    final Row row = Row.nanos(name, figure + " subject=quell" + less).subjects(figure + less);
    final Row.Aim aim = threads == 1 ? AIMS.get(path + " " + size) : null;
    return new Cell(path, size, threads, aim == null ? row : row.most(aim.most(), aim.bytes()));
  }

  private static List<Row> operations() {
    return List.of(
        Row.nanos("begin + end by handle", "BeginEndBenchmark.handle").most(15, 0)
            .limit("two compare-and-sets", "LimitsBenchmark.casTwice")
            .subjects("PeersBenchmark.beginEnd"),
        Row.nanos("begin + end of a new object, 10,000 sessions", "OneThreadBenchmark.beginNew sessions=10000")
            .most(20, 64),
        Row.nanos("begin + end of a new object, 1,000,000 sessions", "OneThreadBenchmark.beginNew sessions=1000000")
            .most(20, 64),
        Row.nanos("find + begin + end, hot", "FindBeginEndBenchmark.coreHot").most(30, 0)
            .subjects("PeersBenchmark.findBeginEndHot sessions=10000"),
        Row.nanos("find + begin + end, cache-cold", "FindBeginEndBenchmark.coreColdDependent" + ORDER_ALONE)
            .most(260, 0)
            .limit(LOOK_UP, ENTRY_AND_RECORD + "1000000")
            .subjects("PeersBenchmark.findBeginEndCold" + ORDER_ALONE),
        Row.nanos("find + begin + end, cache-cold, an owner object for each session",
            "PeersBenchmark.findBeginEndColdOwnOwner subject=quell" + ORDER_ALONE)
            .limit(LOOK_UP, ENTRY_AND_RECORD + "1000000")
            .rival("indexedSync", "PeersBenchmark.findBeginEndColdOwnOwner subject=indexedSync" + ORDER_ALONE),
        Row.nanos("poll", "PollBenchmark.isKilled").most(0.5, 0)
            .limit("opaque load of a field", "LimitsBenchmark.opaqueFieldLoad")
            .rival("volatile flag", "PollBenchmark.volatileFlag")
            .rival("Thread.interrupted", "PollBenchmark.threadInterrupted")
            .rival("gRPC's Context, at hand", "PollBenchmark.grpcContext")
            .rival("gRPC's current Context", "PollBenchmark.grpcCurrentContext"),
        Row.nanos("poll in a loop with 10 ns of work", "PollBenchmark.workAndIsKilled").mostToLimit(1.03)
            .limit("the loop alone", "PollBenchmark.workOnly")
            .rival("volatile flag", "PollBenchmark.workAndVolatileFlag")
            .rival("Thread.interrupted", "PollBenchmark.workAndThreadInterrupted")
            .rival("gRPC's Context, at hand", "PollBenchmark.workAndGrpcContext")
            .rival("gRPC's current Context", "PollBenchmark.workAndGrpcCurrentContext"));
  }

  /** Rivals arm and cancel, and neither begin nor end anything. */
  private static List<Row> deadlines() {
    return List.of(
        deadline("begin + deadline + end", "reused", "", 25, 0),
        deadline("begin + deadline + end, two threads", "reusedTwoThreads", "TwoThreads", 25, 0),
        deadline("begin + deadline + end, a new object", "newOperation", "", 60, 160),
        deadline("begin + deadline + end, a new object, two threads", "newOperationTwoThreads", "TwoThreads", 60, 160),
        micros("processor time that 1,000,000 pending deadlines take, each second",
            "pending.usPerSecond subject=quell pending=1M - 1000 * pending.usPerSecond subject=quell pending=none")
            .most(10 * MS)
            .subjects("1000 * pending.usPerSecond pending=1M"),
        micros("deadline passed until dealt with, 1,000,000 pending, p99",
            "lateness.p99us subject=quell deadline=500ms")
            .most(2 * MS)
            .subjects("1000 * lateness.p99us deadline=500ms"),
        micros("the same, deadlines of 1.5 s", "lateness.p99us subject=quell deadline=1500ms")
            .most(2 * MS)
            .subjects("1000 * lateness.p99us deadline=1500ms"),
        micros("100,000 deadlines due at once, until the last is dealt with", "burst.lastus subject=quell")
            .most(20 * MS)
            .subjects("1000 * burst.lastus"));
  }

  private static Row deadline(
      final String path, final String method, final String threads, final double most, final double bytes) {
    return Row.nanos(path, "DeadlineBenchmark." + method).most(most, bytes)
        .limit("begin + end", "DeadlineBenchmark.withoutDeadline")
        .rival("Netty's HashedWheelTimer", "DeadlineBenchmark.hashedWheelTimer" + threads)
        .rival("ScheduledThreadPoolExecutor", "DeadlineBenchmark.scheduledPool" + threads)
        .rival("Agrona's DeadlineTimerWheel, locked", "DeadlineBenchmark.lockedAgronaWheel" + threads);
  }

  private static List<Row> sessions() {
    return List.of(
        Row.nanos("open + end of a session", "OpenEndBenchmark.existingOwner").most(200, 0)
            .subjects("PeersBenchmark.openEnd"));
  }

  private static List<Row> kills() {
    return List.of(
        Row.nanos("first victim of a kill", "OneThreadBenchmark.killOne sessions=10000"
            + " - OneThreadBenchmark.killIdle sessions=10000 - OneThreadBenchmark.begin sessions=10000").most(50, 100),
        Row.nanos("kill by UUID, cache-cold", "KillBenchmark.byUuid" + ORDER_ALONE)
            .mostToLimit(1.2, 200)
            .limit(LOOK_UP, ENTRY_AND_RECORD + "1000000")
            .subjects("PeersBenchmark.killByUuid" + ORDER_ALONE),
        Row.nanos("kill by UUID, cache-cold, 10,000,000 sessions", "KillAmongManyBenchmark.byUuid" + ORDER_ALONE)
            .most(330)
            .limit(LOOK_UP, ENTRY_AND_RECORD + "10000000"),
        Row.nanos("kill by uid, 100 idle sessions", "KillBenchmark.byUid").most(1_500)
            .limit("100 scattered loads in 8 MiB", "100" + LOADS)
            .subjects("PeersBenchmark.killByUid"),
        Row.nanos("kill by uid, 100 sessions, 10 of them busy", "KillBusyBenchmark.byUid").most(1_500)
            .limit("90 scattered loads, 10 with compare-and-set", "90" + LOADS + " + 10" + CLAIMS)
            .subjects("PeersBusyBenchmark.byUid"),
        Row.nanos("kill by label, 100 idle sessions", "LabelBenchmark.killByLabel")
            .limit("kill by uid of as many", "LabelBenchmark.killByUid"),
        Row.nanos("kill by role, 1,000 idle sessions", "KillBenchmark.byRole").most(20_000)
            .limit("1,000 scattered loads in 8 MiB", "1000" + LOADS)
            .subjects("PeersBenchmark.killByRole"),
        Row.nanos("kill by role, 1,000 sessions, 100 of them busy", "KillBusyBenchmark.byRole").most(20_000)
            .limit("900 scattered loads, 100 with compare-and-set", "900" + LOADS + " + 100" + CLAIMS)
            .subjects("PeersBusyBenchmark.byRole"),
        Row.nanos("kill all, 16 operations running", "KillEverythingBenchmark.again running=16").most(1.5 * MS)
            .limit("words read in a row, 8 MiB in cache", WORDS_IN_A_ROW)
            .subjects("PeersBusyBenchmark.everything running=16"),
        Row.nanos("kill all, 10,000 operations running", "KillEverythingBenchmark.again running=10000").most(3 * MS)
            .limit("the same, and 10,000 scattered compare-and-sets", WORDS_IN_A_ROW + " + 10000" + CLAIMS)
            .subjects("PeersBusyBenchmark.everything running=10000"),
        Row.nanos("kill all, 10,000 operations running, after 128 MiB of other data were read",
            "KillEverythingBenchmark.cold running=10000"));
  }

  private static List<Row> threads() {
    return List.of(
        underKill("owners", "alone", "uids:uidsWorker"),
        underKill("owners", "spin:spinWorker", "uids:uidsWorker"),
        underKill("everything", "alone", "all:allWorker"),
        underKill("everything", "spin:spinWorker", "all:allWorker"),
        Row.nanos("begin + end, two threads in two sessions", "TwoThreadsBenchmark.twoSessions").most(18)
            .limit("two compare-and-sets, words far apart", "LimitsBenchmark.casTwiceFarApart")
            .subjects("PeersTwoThreadsBenchmark.twoSessions threads=2"),
        Row.nanos("begin + end, two threads in one session", "TwoThreadsBenchmark.oneSession").most(50)
            .limit("two get-and-adds, one word", "LimitsBenchmark.getAndAddPairSameWord")
            .subjects("PeersTwoThreadsBenchmark.oneSession"));
  }

  private static Row underKill(final String what, final String against, final String worker) {
    final String limit = against.equals("alone") ? "alone" : "while it spins";
    return Row.nanos(
        "begin + end while another thread kills " + what + " without pause (limit: " + limit + ")",
        "BeginEndUnderKillBenchmark." + worker + " in=own")
        .mostToLimit(AS_FAST)
        .limit(limit, "BeginEndUnderKillBenchmark." + against + " in=own");
  }

  /** K12: two threads at once, each in a session of its own, against one. */
  private static List<Row> apart() {
    return List.of(
        twice("arithmetic alone", "arithmetic", Row.Aim.ANY),
        twice("begin + end", "begin", TWICE),
        twice("begin + end of a new object", "beginNew", TWICE),
        twice("begin + end without a session", "beginSessionless", TWICE),
        twice("begin + end of an object with labels", "beginLabelled", TWICE),
        twice("begin + deadline + end", "beginWithDeadline", TWICE),
        twice("begin + ref + end", "ref", TWICE),
        twice("begin + child + end of both", "child", TWICE),
        twice("pin + unpin", "pin", TWICE),
        twice("open + close of a cursor", "openCursor", TWICE),
        twice("open + end", "open", TWICE),
        twice("open + end, one owner for all", "openOfOneOwner", NEARLY_TWICE),
        twiceLarge("open + end, one owner for all", "openOfOneOwner", NEARLY_TWICE),
        twice("open + end, an owner's first, one role for all", "openFirstOfAnOwner", TWICE),
        twiceLarge("open + end, an owner's first, one role for all", "openFirstOfAnOwner", TWICE),
        twice("relabel a session", "relabel", TWICE),
        twice("kill by uid, one idle session", "killIdle", TWICE),
        twice("begin + kill by uid + end", "killOne", TWICE),
        twiceLarge("begin + kill by uid + end", "killOne", TWICE),
        twice("begin + onKill + kill by uid + end", "onKill", TWICE));
  }

  private static Row twice(final String path, final String method, final double most) {
    return twice(path, method, " sessions=10000", most);
  }

  private static Row twiceLarge(final String path, final String method, final double most) {
    return twice(path + ", 1,000,000 sessions", method, " sessions=1000000", most);
  }

  private static Row twice(final String path, final String method, final String size, final double most) {
    return Row.nanos(path + ", two threads apart (limit: one thread)", "OneEachBenchmark." + method + size)
        .mostToLimit(most)
        .limit("one thread", "OneThreadBenchmark." + method + size);
  }

  private static List<Row> programs() {
    return List.of(
        Row.of("bytes per session, 1,000,000 with 100 per owner", Unit.BYTES,
            "footprint.bytes subject=quell sessions=1000000")
            .most(75)
            .subjects("footprint.bytes sessions=1000000"),
        Row.of("bytes that an owner with one session adds, 1,000,000 owners", Unit.BYTES, "owners.bytes").most(220),
        Row.of("bytes that the first role of an owner adds", Unit.BYTES, "owners.roleBytes").most(40),
        Row.of("flags still down when the kill had returned", Unit.COUNT,
            "flag.downAtReturn victim=blocked + flag.downAtReturn victim=polling")
            .most(0),
        micros("kill to a blocked operation running again, p99", "wake.p99us victim=blocked from=call")
            .most(100 * US)
            .limit("a thread that is only unparked", "1000 * wake.p99us victim=parkedOnly from=call"),
        micros("kill of 5,000 sleeping threads to its last claim", "wakeMany.claimedus victims=5000").most(MS),
        micros("kill of 5,000 sleeping threads to the last one awake", "wakeMany.lastAwakeus victims=5000")
            .mostToLimit(NO_LATER)
            .limit("the same threads, only unparked", "1000 * wakeMany.lastOnlyUnparkedus victims=5000"),
        micros("kill until three members have answered, median", "clusterKill.p50us rule=quell mode=plain")
            .mostToLimit(1.5)
            .limit("bare round trip of the same engine", "1000 * clusterKill.p50us rule=bareRoundTrip mode=plain")
            .rival("mongos's rule", "1000 * clusterKill.p50us rule=mongos mode=plain"),
        micros("the same with TLS", "clusterKill.p50us rule=quell mode=tls")
            .mostToLimit(1.5)
            .limit("bare round trip of the same engine", "1000 * clusterKill.p50us rule=bareRoundTrip mode=tls")
            .rival("mongos's rule", "1000 * clusterKill.p50us rule=mongos mode=tls"),
        micros("kill until three members have answered, p99.9", "clusterKill.p999us rule=quell mode=plain")
            .most(10 * MS)
            .limit("bare round trip of the same engine", "1000 * clusterKill.p999us rule=bareRoundTrip mode=plain")
            .rival("mongos's rule", "1000 * clusterKill.p999us rule=mongos mode=plain"),
        micros("first kill of a process, beyond what it reports", "firstKill.beyondus recording=no").most(5 * MS),
        micros("the same while Flight Recorder records", "firstKill.beyondus recording=yes").most(5 * MS));
  }

  private static Row micros(final String path, final String figure) {
    return Row.nanos(path, "1000 * " + figure);
  }
}
