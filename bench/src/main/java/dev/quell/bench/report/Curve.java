package dev.quell.bench.report;

import java.util.List;

/**
 * How a cost grows.
 *
 * @param name of the picture
 * @param benchmarks regular expression of the names of the measurements; a line for each, and for each set of their
 *     other parameters
 * @param x the parameter it grows with
 * @param ordered whether the benchmarks include the time stamp that keeps visits apart, which is then subtracted
 * @param guide the power of {@code x} that a broken line is drawn for: 0 for flat, 1 for linear
 */
record Curve(
    String name, String title, String caption, String benchmarks, String x, Axis axis, boolean ordered, int guide) {

  private static final String SESSIONS = "sessions";
  private static final String MATCHES = "matches";
  private static final Axis EXISTING = Axis.counts("sessions that exist");
  private static final Axis MATCHED = Axis.counts("sessions that the kill matches");

  /** In the order of the page. A line more is a curve more. */
  static List<Curve> all() {
    return List.of(
        new Curve("kill-by-sessions", "A kill among more and more sessions, its matches fixed.",
            "It must be flat but for cache misses; only a kill of everything looks at each session.",
            "KillCurveBySessionsBenchmark\\.(byUid|byRole|byMix|everything)", SESSIONS, EXISTING, false, 0),
        new Curve("kill-one-by-sessions", "A kill of one session among more and more.",
            "By UUID alone and by UUID and owner, cache-cold, one after the other.",
            "KillCurveBySessionsBenchmark\\.(byUuid|byLsid)", SESSIONS, EXISTING, true, 0),
        new Curve("kill-by-matches", "A kill that matches more and more of a million sessions.",
            "It must be linear. busy is the share of sessions in which an operation runs.",
            "KillCurveByMatchesBenchmark\\.(byUid|byRole):kill", MATCHES, MATCHED, false, 1),
        new Curve("match-by-matches", "The same for each session that is matched.",
            "It must not rise again: what a kill costs once is shared by more.",
            "KillCurveByMatchesBenchmark\\.(byUid|byRole):match", MATCHES, MATCHED, false, 0),
        new Curve("peers-uid-by-sessions", "A kill of one owner's 100 sessions, Quell and peers.",
            "Who has no index by owner looks at every session.",
            "PeersBenchmark\\.killByUid", SESSIONS, EXISTING, false, 0),
        new Curve("peers-uuid-by-sessions", "A kill by UUID, Quell and peers.",
            "Cache-cold, one after the other.",
            "PeersBenchmark\\.killByUuid", SESSIONS, EXISTING, true, 0),
        new Curve("peers-role-by-sessions", "A kill by role of 1,000 sessions, Quell and peers.",
            "Who has no index by role looks at every session.",
            "PeersBenchmark\\.killByRole", SESSIONS, EXISTING, false, 0),
        new Curve("peers-all-by-sessions", "A kill of everything, Quell and peers.",
            "Linear for all: the distance is what a session costs.",
            "PeersBenchmark\\.killAll", SESSIONS, EXISTING, false, 1),
        new Curve("begin-by-sessions", "Begin and end an operation, always in the same session.",
            "By handle, and found by its lsid.",
            "BeginEndCurveBenchmark\\.\\w+Hot", SESSIONS, EXISTING, false, 0),
        new Curve("begin-cold-by-sessions", "The same in one session after the other, cache-cold.",
            "A miss for the handle's session, three for one that is found.",
            "BeginEndCurveBenchmark\\.\\w+Cold", SESSIONS, EXISTING, true, 0),
        new Curve("find-by-sessions", "Find a session that exists.",
            "Always the same one, and one after the other while visits may overlap.",
            "FindSessionBenchmark\\.(hot|optional|coldIndependent)", SESSIONS, EXISTING, false, 0),
        new Curve("find-cold-by-sessions", "Find a session, one after the other, cache-cold.",
            "One that exists, and one that does not.",
            "FindSessionBenchmark\\.(coldDependent|missDependent)", SESSIONS, EXISTING, true, 0),
        new Curve("open-by-sessions", "Open and end a session among more and more.",
            "Of an owner chosen at random who has 100.",
            "OpenEndCurveBenchmark\\.amongMany", SESSIONS, EXISTING, false, 0),
        new Curve("open-by-owner", "Open and end a session of an owner who has more and more.",
            "Among a million sessions.",
            "OpenEndCurveBenchmark\\.ofBusyOwner", "sessionsPerOwner", Axis.counts("sessions of the owner"), false, 0));
  }
}
