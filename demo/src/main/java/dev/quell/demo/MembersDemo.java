package dev.quell.demo;

import com.mongodb.MongoCommandException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Shows kills that reach every server of a cluster: three processes, kills by one of them, victims on the others, one
 * that is stopped and comes back. Ends with 1 if anything is not as it should be.
 */
public final class MembersDemo implements AutoCloseable {
  static final String STOPPED = " is stopped";
  private static final int INTERRUPTED = 11601;
  private static final int CURSOR_NOT_FOUND = 43;
  private static final int HOST_UNREACHABLE = 6;
  private static final int MOST_TRIES = 10;
  /** What began so shortly before a kill may be spared by a member that hears of it late. */
  private static final long OLD_ENOUGH_MILLIS = 1_500;
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);

  private final PrintWriter out;
  private final List<Member> members = new ArrayList<>();
  private final Map<Member, LongRead> ofAlice = new LinkedHashMap<>();
  private final Map<Member, LongRead> ofBob = new LinkedHashMap<>();
  private final Table table = new Table();
  private final List<String> faults = new ArrayList<>();

  private MembersDemo(final PrintWriter out) {
    this.out = out;
    table.add("kill", "sent to", "ops killed", "victims ran on", "victims saw", "answered", "unanswered");
  }

  /** Runs it; 0 if all went as it should. */
  public static int run(final PrintWriter out, final int servers) throws Exception {
    final long began = System.nanoTime();
    try (MembersDemo demo = new MembersDemo(out)) {
      demo.start(servers);
      demo.killByUser();
      demo.killBySession();
      demo.killByRole();
      demo.killByNumber();
      demo.stopOne();
      out.println(demo.table);
      if (demo.faults.isEmpty()) {
        out.printf("Each kill reached what it should, and nothing else. %.1f seconds.%n",
            (System.nanoTime() - began) / 1e9);
        return 0;
      }
      demo.faults.forEach(fault -> out.println("WRONG  " + fault));
      return 1;
    }
  }

  private Member first() {
    return members.get(0);
  }

  private Member last() {
    return members.get(members.size() - 1);
  }

  private static LongRead on(final Member member, final Map<Member, LongRead> reads) {
    return Objects.requireNonNull(reads.get(member));
  }

  private void start(final int servers) throws Exception {
    for (int i = 1; i <= servers; i++) {
      members.add(new Member("node-" + i, List.copyOf(members)));
    }
    await("every server to know the others",
        () -> members.stream().allMatch(
            each -> members.stream().allMatch(other -> !each.stateOf(other).isEmpty())));
    for (final Member member : members) {
      ofAlice.put(member, member.read(member.alice));
      ofBob.put(member, member.read(member.bob));
    }
    say(servers + " servers with --auth, each a process, one cluster. Alice (readWrite) and Bob (read) have a read on");
    say("each, which runs for hours unless it is killed. Every read that a kill should leave alone must run on.");
    say("");
  }

  private void say(final String line) {
    out.println(line);
    out.flush();
  }

  private interface Condition {
    boolean isMet() throws Exception;
  }

  private static void await(final String what, final Condition condition) throws Exception {
    final long giveUp = System.nanoTime() + PATIENCE_NS;
    while (!condition.isMet()) {
      if (System.nanoTime() - giveUp > 0) {
        throw new IllegalStateException("waited too long for " + what);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  // ---- kills

  private void killByUser() throws Exception {
    final IdleCursor cursor = last().cursor(last().alice);
    kill("{users: [alice]}", first(), first().ops,
        "{killAllSessionsByPattern: [{users: [{user: 'alice', db: 'shop'}]}]}", ofAlice.values());
    fault(cursor.faultIfKilled(Set.of(CURSOR_NOT_FOUND)));
  }

  private void killBySession() throws Exception {
    final LongRead there = on(last(), ofAlice);
    kill("killSessions [S], one's own", first(), first().alice,
        "{killSessions: [{id: UUID('" + there.visit().lsid().id() + "')}]}", List.of(there));
  }

  private void killByRole() throws Exception {
    kill("{roles: [read]}", last(), last().ops,
        "{killAllSessionsByPattern: [{roles: [{role: 'read', db: 'shop'}]}]}", ofBob.values());
  }

  private void killByNumber() throws Exception {
    final LongRead victim = on(last(), ofBob);
    final String id = last() + ":" + last().idOf(victim);
    if (first().currentOp(new BsonDocument()).stream().noneMatch(each -> new BsonString(id).equals(each.get("opid")))) {
      faults.add("$currentOp on " + first() + " does not list " + id);
    }
    first().ops.run(BsonDocument.parse("{killOp: 1, op: '" + id + "'}"));
    fault(victim.faultIfKilled(Set.of(INTERRUPTED)));
    row("killOp '" + last() + ":n'", first(), List.of(victim), "", "", "");
    check(List.of(victim));
  }

  /** A member that is stopped hears of the kill when it is back, and spares what began after it. */
  private void stopOne() throws Exception {
    TimeUnit.MILLISECONDS.sleep(OLD_ENOUGH_MILLIS);
    final BsonDocument kill = BsonDocument.parse(
        "{killAllSessionsByPattern: [{users: [{user: 'alice', db: 'shop'}]}], report: true}");
    final LongRead late = on(last(), ofAlice);
    final List<LongRead> atOnce = new ArrayList<>(ofAlice.values());
    atOnce.remove(late);
    final Process stopped = last().stop();
    try {
      say(last() + STOPPED + ". A kill returns within three seconds then, and names it.");
      final BsonDocument report = first().ops.run(kill).getDocument("report");
      row("{users: [alice]}", first(), atOnce, operations(report), named(report, "answered"),
          named(report, "unanswered"));
      for (final LongRead read : atOnce) {
        fault(read.faultIfKilled(Set.of(INTERRUPTED)));
      }
      same("unanswered", last().name, named(report, "unanswered"));
      same("unanswered by $currentOp", List.of(last().name), unansweredByListing());
      refuse(kill.append("requireAll", BsonBoolean.TRUE));
    } finally {
      stopped.getOutputStream().close();
    }
    say(last() + " goes on. It hears what it missed, and kills what had begun before.");
    fault(late.faultIfKilled(Set.of(INTERRUPTED)));
    row("the same, late", first(), List.of(late), "", "", "");
    last().start(late); // younger than the kill
    await(last() + " to be back", () -> first().stateOf(last()).equals("inTouch"));
    check(atOnce);
  }

  private List<String> unansweredByListing() {
    return first().currentOp(new BsonDocument()).stream()
        .filter(each -> each.containsKey("unanswered"))
        .map(each -> each.getString("member").getValue())
        .toList();
  }

  private void refuse(final BsonDocument kill) {
    int code = 0;
    try {
      first().ops.run(kill);
    } catch (final MongoCommandException e) {
      code = e.getErrorCode();
    }
    same("requireAll", HOST_UNREACHABLE, code);
    table.add("the same, requireAll", first(), "", "", "refused: " + code, "", "");
  }

  private void kill(
      final String title, final Member at, final User killer, final String command,
      final Iterable<LongRead> victims)
      throws Exception {
    final List<LongRead> all = new ArrayList<>();
    victims.forEach(all::add);
    final BsonDocument request = BsonDocument.parse(command).append("report", BsonBoolean.TRUE);
    BsonDocument report = killer.run(request).getDocument("report");
    long killed = operations(report);
    for (int i = 0; i < MOST_TRIES && !named(report, "late").isEmpty(); i++) {
      say("This machine is busy: " + named(report, "late")
          + " heard so late that it spared what was young. Once more.");
      TimeUnit.MILLISECONDS.sleep(OLD_ENOUGH_MILLIS);
      report = killer.run(request).getDocument("report");
      killed += operations(report);
    }
    same(title + ": operations killed", (long) all.size(), killed);
    same(title + ": answered", members.stream().map(Member::toString).collect(Collectors.joining(", ")),
        named(report, "answered"));
    for (final LongRead read : all) {
      fault(read.faultIfKilled(Set.of(INTERRUPTED)));
    }
    row(title, at, all, killed, named(report, "answered"), "");
    check(all);
  }

  /** These were killed and begin anew; all others run. */
  private void check(final List<LongRead> killed) throws Exception {
    for (final LongRead read : killed) {
      fault(read.faultIfKilled(Set.of(INTERRUPTED)));
    }
    for (final Map<Member, LongRead> reads : List.of(ofAlice, ofBob)) {
      for (final Map.Entry<Member, LongRead> each : reads.entrySet()) {
        if (killed.contains(each.getValue())) {
          each.getKey().start(each.getValue());
        } else {
          fault(each.getValue().faultIfSpared());
        }
      }
    }
  }

  private static long operations(final BsonDocument report) {
    return report.getNumber("operationsKilled").longValue();
  }

  private void row(final String title, final Member at, final List<LongRead> victims, final Object operations,
      final String answered, final String unanswered) {
    final String places = members.stream()
        .filter(each -> victims.contains(on(each, ofAlice)) || victims.contains(on(each, ofBob)))
        .map(Member::toString)
        .collect(Collectors.joining(", "));
    final String saw = victims.stream().map(Work::sawCode).distinct().map(String::valueOf)
        .collect(Collectors.joining(", "));
    table.add(title, at, operations, places, saw, answered, unanswered);
  }

  /** The members in this state, in order. */
  private static String named(final BsonDocument report, final String state) {
    return report.getArray("members").stream()
        .map(BsonValue::asDocument)
        .filter(each -> each.getString("state").getValue().equals(state))
        .map(each -> each.getString("name").getValue())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private void same(final String what, final Object expected, final Object got) {
    fault(expected.equals(got) ? null : what + ": expected " + expected + ", got " + got);
  }

  private void fault(final @Nullable String fault) {
    if (fault != null) {
      faults.add(fault);
    }
  }

  @Override
  public void close() throws IOException {
    for (final Member member : members) {
      member.close();
    }
  }
}
