package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.Cursor;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Labels.Label;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.internal.operation.OperationImpl;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** What carries labels: sessions, operation objects and cursors, while their labels change or they come and go. */
public final class CarrierStress {
  private static final Fixture.Small CORE = Fixture.SHARED;

  private CarrierStress() {}

  /** A session of an owner of its own, and two labels of its own. */
  abstract static class TwoLabels extends Fixture.OneSession {
    final String value = "value" + number;
    final Labels left = Labels.of("left", value);
    final Labels right = Labels.of("right", value);
    final Labels both = Labels.of("left", value, "right", value);
    final KillPattern byLeft = KillPattern.label("left", value);
    final KillPattern byRight = KillPattern.label("right", value);

    /** How many of the two labels are carried by something. */
    final int held() {
      return (CORE.labels.find(new Label("left", value)) == null ? 0 : 1)
          + (CORE.labels.find(new Label("right", value)) == null ? 0 : 1);
    }

    final int sessions(final KillPattern... patterns) {
      return (int) CORE.kills.kill(KillRequest.of(patterns)).sessionsMatched();
    }

    final boolean tryRelabel(final Labels labels) {
      try {
        session.relabel(labels);
        return true;
      } catch (final SessionEndedException e) {
        return false;
      }
    }
  }

  // ---- sessions

  /** The session carries the one label all the time, while it gets and loses the other. */
  @State
  @JCStressTest
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "found by the label that it keeps")
  @Outcome(expect = FORBIDDEN, desc = "a change of other labels hid the session, or showed it twice")
  public static class K1_RelabelVsKillByKeptLabel extends TwoLabels {
    public K1_RelabelVsKillByKeptLabel() {
      session.relabel(left);
      session.begin(operation);
    }

    @Actor public void host() {
      session.relabel(both);
      session.relabel(left);
    }

    @Actor public void killer(final IZ_Result r) { r.r1 = sessions(byLeft); }

    @Arbiter public void observer(final IZ_Result r) {
      r.r2 = operation.isKilled();
      operation.close();
      session.end();
    }
  }

  /** Two that open one session with a label; who loses the race takes back what it had listed. */
  @State
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "labelled from the moment it was open, and listed once")
  @Outcome(expect = FORBIDDEN, desc = "open without its label, or listed by a label when it has gone")
  public static class K1_OpenLabelledVsKill {
    private final long number = Fixture.number();
    private final Owner owner = Fixture.owner(number);
    private final Labels labels = Labels.of("app", "app" + number);
    private final KillPattern pattern = KillPattern.label("app", "app" + number);
    private Session opened;

    @Actor public void first(final III_Result r) {
      opened = CORE.sessions.findOrOpen(1, number, owner, labels);
      r.r1 = (int) CORE.report(pattern).sessionsMatched();
    }

    @Actor public void second(final III_Result r) {
      CORE.sessions.findOrOpen(1, number, owner, labels);
      r.r2 = (int) CORE.report(pattern).sessionsMatched();
    }

    @Arbiter public void observer(final III_Result r) {
      opened.end();
      r.r3 = CORE.labels.find(new Label("app", "app" + number)) == null ? 0 : 1;
    }
  }

  /** Two that relabel a session which never had labels. */
  @State
  @JCStressTest
  @Outcome(id = {"1, 1", "2, 1"}, expect = ACCEPTABLE,
      desc = "it has the labels of one of the two, and is found by them")
  @Outcome(expect = FORBIDDEN, desc = "a label that it does not carry finds it, or none does")
  public static class SA_I1_RelabelVsRelabel extends TwoLabels {
    @Actor public void first() { session.relabel(left); }

    @Actor public void second() { session.relabel(right); }

    @Arbiter public void observer(final II_Result r) {
      r.r1 = session.labels().equals(left) ? 1 : session.labels().equals(right) ? 2 : 0;
      r.r2 = sessions(byLeft) + sessions(byRight) + held() - 1;
      session.end();
      r.r2 += held();
    }
  }

  /** Two that exchange the labels of a session for others. */
  @State
  @JCStressTest
  @Outcome(id = {"1, 1", "2, 1"}, expect = ACCEPTABLE,
      desc = "it has the labels of one of the two, and is found by them")
  @Outcome(expect = FORBIDDEN, desc = "a label that it does not carry finds it, or none does")
  public static class CA_I1_RelabelVsRelabel extends TwoLabels {
    public CA_I1_RelabelVsRelabel() {
      session.relabel(Labels.of("other", value));
    }

    @Actor public void first() { session.relabel(left); }

    @Actor public void second() { session.relabel(right); }

    @Arbiter public void observer(final II_Result r) {
      r.r1 = session.labels().equals(left) ? 1 : session.labels().equals(right) ? 2 : 0;
      r.r2 = sessions(byLeft) + sessions(byRight) + held() - 1;
      session.end();
      r.r2 += held();
    }
  }

  /** The session exchanges the label that the kill looks at last for the one that it has looked at. */
  @State
  @JCStressTest
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "found by one label or the other")
  @Outcome(expect = FORBIDDEN, desc = "missed between two labels of which it had one all the time, or counted twice")
  public static class LI_I2_ExchangeVsKillByBoth extends TwoLabels {
    public LI_I2_ExchangeVsKillByBoth() {
      session.relabel(right);
      session.begin(operation);
    }

    @Actor public void host() {
      session.relabel(left);
      session.relabel(right);
      session.relabel(left);
    }

    @Actor public void killer(final IZ_Result r) { r.r1 = sessions(byLeft, byRight); }

    @Arbiter public void observer(final IZ_Result r) {
      r.r2 = operation.isKilled();
      operation.close();
      session.end();
    }
  }

  /** As the last one, among so many patterns that they are looked up. */
  @State
  @JCStressTest
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "found by one label or the other")
  @Outcome(expect = FORBIDDEN, desc = "missed between two labels of which it had one all the time, or counted twice")
  public static class K1_ExchangeVsKillByManyLabels extends TwoLabels {
    private final KillRequest request;

    public K1_ExchangeVsKillByManyLabels() {
      session.relabel(right);
      session.begin(operation);
      final List<KillPattern> patterns = new ArrayList<>();
      patterns.add(byLeft);
      for (int i = 0; i < 10; i++) {
        patterns.add(KillPattern.label("nobody", "has" + i));
      }
      patterns.add(byRight);
      request = KillRequest.of(patterns);
    }

    @Actor public void host() { session.relabel(left); }

    @Actor public void killer(final IZ_Result r) { r.r1 = (int) CORE.kills.kill(request).sessionsMatched(); }

    @Arbiter public void observer(final IZ_Result r) {
      r.r2 = operation.isKilled();
      operation.close();
      session.end();
    }
  }

  /** The session's owner gets a role, and then the session loses its label. */
  @State
  @JCStressTest
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "found by the label or by the role")
  @Outcome(expect = FORBIDDEN,
      desc = "missed between label and role, one of which it had all the time, or counted twice")
  public static class JO_I1_LabelForRoleVsKillByBoth extends TwoLabels {
    private final Role role = Role.of("role" + number, "db");

    public JO_I1_LabelForRoleVsKillByBoth() {
      CORE.owners.replaceRoles(owner.withRoles(role));
      session.begin(operation);
    }

    @Actor public void host() {
      session.relabel(left);
      CORE.owners.replaceRoles(owner);
    }

    @Actor public void killer(final IZ_Result r) { r.r1 = sessions(byLeft, KillPattern.roles(role)); }

    @Arbiter public void observer(final IZ_Result r) {
      r.r2 = operation.isKilled();
      operation.close();
      session.end();
    }
  }

  /** The session loses the label and gets it again. */
  @State
  @JCStressTest
  @Outcome(id = {"0", "1"}, expect = ACCEPTABLE, desc = "counted once, if it had the label when the walk came")
  @Outcome(expect = FORBIDDEN, desc = "counted for both times")
  public static class LI_I3_ComesBackVsKill extends TwoLabels {
    private static final int FIRST_CHUNK = 4;
    private final Owner somebody = Fixture.owner(Fixture.number());
    private final List<Session> others = new ArrayList<>();
    private final List<Session> unlabelled = new ArrayList<>();

    public LI_I3_ComesBackVsKill() {
      for (int i = 0; i < FIRST_CHUNK; i++) { // the chunk that is walked last
        others.add(CORE.open(Fixture.number(), somebody));
        others.get(i).relabel(left);
      }
      session.relabel(left);
      for (int i = 0; i < 2 * FIRST_CHUNK; i++) { // so that the label has fewer candidates than the owner
        unlabelled.add(CORE.open(Fixture.number(), owner));
      }
    }

    @Actor public void host() {
      session.relabel(Labels.none());
      others.get(0).relabel(Labels.none()); // leaves its place to the session
      session.relabel(left);
    }

    @Actor public void killer(final I_Result r) { r.r1 = sessions(byLeft.withOwner(owner.uid())); }

    @Arbiter public void clean(final I_Result r) {
      unlabelled.forEach(Session::end);
      others.forEach(Session::end);
      session.end();
    }
  }

  /** The session ends while it gets its first labels. */
  @State
  @JCStressTest
  @Outcome(id = {"true, 0", "false, 0"}, expect = ACCEPTABLE, desc = "labelled and then ended, or refused")
  @Outcome(expect = FORBIDDEN, desc = "a label that nothing carries stays for ever")
  public static class K8_RelabelVsEnd extends TwoLabels {
    private boolean relabelled;

    @Actor public void host() { relabelled = tryRelabel(left); }

    @Actor public void ender() { session.end(); }

    @Arbiter public void observer(final ZI_Result r) {
      r.r1 = relabelled;
      r.r2 = held();
    }
  }

  /** A last carrier goes while the next one comes. */
  @State
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the next carrier is found")
  @Outcome(expect = FORBIDDEN, desc = "the next carrier is listed in a label that has gone")
  public static class K1_LastCarrierGoesVsNextComes extends TwoLabels {
    private final Session next = CORE.open(Fixture.number(), owner);

    public K1_LastCarrierGoesVsNextComes() {
      session.relabel(left);
    }

    @Actor public void leaver() { session.end(); }

    @Actor public void comer() { next.relabel(left); }

    @Arbiter public void observer(final II_Result r) {
      r.r1 = sessions(byLeft);
      next.end();
      r.r2 = held();
    }
  }

  // ---- operation objects

  /** A labelled object begins, and two kill by its label and by its owner. */
  @State
  @JCStressTest
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "claimed by one of the kills")
  @Outcome(expect = FORBIDDEN, desc = "claimed twice, or missed by a kill that came after its begin")
  public static class K4_KillByLabelVsKillByOwner extends TwoLabels {
    private int byLabel;
    private int byOwner;

    @Actor public void user() {
      operation.labels(left);
      session.begin(operation);
      byLabel = CORE.kill(byLeft);
    }

    @Actor public void killer() { byOwner = CORE.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void observer(final IZ_Result r) {
      r.r1 = byLabel + byOwner;
      r.r2 = operation.isKilled();
      operation.close();
      operation.labels(Labels.none());
      session.end();
    }
  }

  /** An object ends a run and begins another with another label, in the same session. */
  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false"}, expect = ACCEPTABLE,
      desc = "hit in the run that had the label, or not at all")
  @Outcome(expect = FORBIDDEN, desc = "the run with other labels was hit")
  public static class K2_RelabelledObjectVsKill extends TwoLabels {
    public K2_RelabelledObjectVsKill() {
      operation.labels(left);
      session.begin(operation);
    }

    @Actor public void user() {
      operation.close();
      operation.labels(right);
      session.begin(operation);
    }

    @Actor public void killer(final IZ_Result r) { r.r1 = CORE.kill(byLeft); }

    @Arbiter public void observer(final IZ_Result r) {
      r.r2 = operation.isKilled();
      operation.close();
      operation.labels(Labels.none());
      session.end();
    }
  }

  /** A child that has the label of its parent ends, and its object begins a run that is no child. */
  @State
  @JCStressTest
  @Outcome(id = {"1, false", "2, false"}, expect = ACCEPTABLE,
      desc = "hit with its parent while it was a child, or not at all")
  @Outcome(expect = FORBIDDEN, desc = "the run that is no child was hit, or the parent was not")
  public static class K2_NextRunOfLabelledChildVsKill extends TwoLabels {
    private final Operation child;

    public K2_NextRunOfLabelledChildVsKill() {
      operation.labels(left);
      session.begin(operation);
      child = operation.child("child");
    }

    @Actor public void user() {
      child.close();
      session.begin(child);
    }

    @Actor public void killer(final IZ_Result r) { r.r1 = CORE.kill(byLeft); }

    @Arbiter public void observer(final IZ_Result r) {
      r.r2 = child.isKilled();
      child.close();
      operation.close();
      operation.labels(Labels.none());
      session.end();
    }
  }

  /** As the last but one, found through the session: the walk looks at the label of what runs there. */
  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false"}, expect = ACCEPTABLE,
      desc = "hit in the run that had the label, or not at all")
  @Outcome(expect = FORBIDDEN, desc = "the run with other labels was hit")
  public static class K2_RelabelledObjectVsKillByUuid extends TwoLabels {
    private final KillPattern byUuid = byLeft.withSession(Fixture.id(number));
    private final Operation other = CORE.operation().labels(left);

    public K2_RelabelledObjectVsKillByUuid() {
      operation.labels(left);
      session.begin(operation);
    }

    @Actor public void user() {
      operation.close();
      operation.labels(right);
      session.begin(operation);
    }

    @Actor public void killer(final IZ_Result r) { r.r1 = CORE.kill(byUuid); }

    @Arbiter public void observer(final IZ_Result r) {
      r.r2 = operation.isKilled();
      operation.close();
      operation.labels(Labels.none());
      other.labels(Labels.none());
      session.end();
    }
  }

  /** A further operation and a first one, each with the label, begin under a kill by UUID and label. */
  @State
  @JCStressTest
  @Outcome(id = "2, true", expect = ACCEPTABLE, desc = "each was claimed once, by one of the kills")
  @Outcome(expect = FORBIDDEN, desc = "claimed twice, or missed by a kill that came after its begin")
  public static class K1_BeginVsBeginAndKillByUuid extends TwoLabels {
    private final KillPattern byUuid = byLeft.withSession(Fixture.id(number));
    private final OperationImpl further = CORE.operation();
    private int mine;
    private int others;

    public K1_BeginVsBeginAndKillByUuid() {
      operation.labels(left);
      further.labels(left);
    }

    @Actor public void first() {
      session.begin(operation);
      mine = CORE.kill(byUuid);
    }

    @Actor public void second() {
      session.begin(further);
      others = CORE.kill(byUuid);
    }

    @Arbiter public void observer(final IZ_Result r) {
      r.r1 = mine + others;
      r.r2 = operation.isKilled() && further.isKilled();
      operation.close();
      further.close();
      operation.labels(Labels.none());
      further.labels(Labels.none());
      session.end();
    }
  }

  // ---- cursors

  /** A cursor is opened with a label, beside another one, and two kill by the label and by the owner. */
  @State
  @JCStressTest
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "each was claimed by one of the kills, and no label is left")
  @Outcome(expect = FORBIDDEN, desc = "claimed twice, missed by a kill after its opening, or listed when it has gone")
  public static class K8_LabelledCursorVsKill extends TwoLabels {
    private long mine;
    private long others;

    public K8_LabelledCursorVsKill() {
      operation.labels(left).exempt(true);
      session.begin(operation);
      session.openCursor(() -> {}); // so that a kill by owner looks for cursors
    }

    @Actor public void opener() {
      operation.openCursor(() -> {});
      mine = CORE.report(byLeft).cursorsKilled();
    }

    @Actor public void killer() { others = CORE.report(KillPattern.owner(owner.uid())).cursorsKilled(); }

    @Arbiter public void observer(final II_Result r) {
      operation.close();
      operation.labels(Labels.none());
      r.r1 = (int) (mine + others);
      r.r2 = held();
      session.end();
      Fixture.closeCursors();
    }
  }

  /** A cursor is opened with two labels in a session that ends. */
  @State
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "opened and closed with its session, or refused")
  @Outcome(expect = FORBIDDEN, desc = "a label that nothing carries stays, or the cursor is open")
  public static class K8_LabelledCursorVsEndOfSession extends TwoLabels {
    private Cursor<?> cursor;

    public K8_LabelledCursorVsEndOfSession() {
      operation.labels(both);
      session.begin(operation);
    }

    @Actor public void opener() {
      try {
        cursor = operation.openCursor(() -> {});
      } catch (final SessionEndedException e) {
        // that is the other legal history
      }
    }

    @Actor public void ender() { session.end(); }

    @Arbiter public void observer(final II_Result r) {
      operation.close();
      operation.labels(Labels.none());
      r.r1 = cursor != null && cursor.isOpen() ? 1 : 0;
      r.r2 = held();
      Fixture.closeCursors();
    }
  }

  /** A kill by a label counts a cursor that its session leads to as well. */
  @State
  @JCStressTest
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "operation and cursor were claimed once each, whoever came first")
  @Outcome(expect = FORBIDDEN, desc = "claimed for the session and for itself")
  public static class K4_KillByLabelVsKillByLabel extends TwoLabels {
    private KillReport one;
    private KillReport other;

    public K4_KillByLabelVsKillByLabel() {
      session.relabel(left);
      operation.labels(both);
      session.begin(operation);
      operation.openCursor(() -> {});
    }

    @Actor public void first() { one = CORE.report(byLeft); }

    @Actor public void second() { other = CORE.report(byRight); }

    @Arbiter public void observer(final II_Result r) {
      r.r1 = (int) (one.operationsKilled() + one.cursorsKilled() + other.operationsKilled() + other.cursorsKilled());
      r.r2 = (int) (one.sessionsMatched() + other.sessionsMatched());
      operation.close();
      operation.labels(Labels.none());
      session.end();
      Fixture.closeCursors();
    }
  }
}
