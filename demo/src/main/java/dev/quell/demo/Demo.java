package dev.quell.demo;

import static dev.quell.KillExplanation.Index.ALL;
import static dev.quell.KillExplanation.Index.NONE;
import static dev.quell.KillExplanation.Index.OWNER;
import static dev.quell.KillExplanation.Index.ROLE;
import static dev.quell.KillExplanation.Index.SESSION_ID;
import static dev.quell.demo.Scene.ALICE;
import static dev.quell.demo.Scene.BOB;
import static dev.quell.demo.Scene.CAROL;
import static dev.quell.demo.Scene.DAVE;
import static dev.quell.demo.Scene.MONITOR;
import static dev.quell.demo.Scene.READ_WRITE;
import static dev.quell.demo.Scene.SHARED;
import static dev.quell.demo.Scene.holding;
import static dev.quell.demo.Scene.name;
import static dev.quell.demo.Scene.of;
import static dev.quell.demo.Scene.shared;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Owner;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Shows every way to kill: sessions of several owners with operations on real threads and open cursors, one kill
 * after another, and for each what it matched, what it killed, what it left alone and what the victims saw. Ends with 1
 * if anything is not as the contract says.
 */
public final class Demo {
  private final KillCore core;
  private final Scene scene;
  private final Referee referee;

  private Demo(final KillCore core) throws InterruptedException {
    this.core = core;
    scene = new Scene(core);
    referee = new Referee(scene);
  }

  /** Takes no arguments. */
  public static void main(final String[] args) throws InterruptedException {
    System.exit(run(System.out));
  }

  /** Runs the demo; 0 if all went as it should. */
  static int run(final PrintStream out) throws InterruptedException {
    try (KillCore core = KillCore.create()) {
      final Demo demo = new Demo(core);
      out.println(demo.intro());
      try {
        demo.killByPattern();
        demo.killNarrowed();
        demo.killById();
        demo.killAll();
      } finally {
        out.println(demo.referee.table());
      }
      return demo.verdict(out);
    }
  }

  private String intro() {
    return scene
        + String.join(
            System.lineSeparator(),
            "In each an operation that polls and has a cursor pinned, one that sleeps, one that is blocked; an idle cursor.",
            "Besides: an exempt operation in a session of alice, and without a session an operation and a cursor.",
            "S is a UUID that alice and bob both chose. What a kill has stopped is started again before the next.",
            "");
  }

  private void killByPattern() throws InterruptedException {
    referee.kill("{lsid: {id: S}}", List.of(SESSION_ID), shared(), KillPattern.session(SHARED));
    referee.kill("{lsid: {id: S, uid: alice}}", List.of(SESSION_ID), shared().and(of(ALICE)),
        KillPattern.session(SHARED, ALICE.uid()));
    referee.kill("{uid: bob}", List.of(OWNER), of(BOB), KillPattern.owner(BOB.uid()));
    referee.kill("{uid: unauthenticated}", List.of(OWNER), of(Owner.unauthenticated()),
        KillPattern.owner(Owner.unauthenticated().uid()));
    referee.kill("{users: [alice, dave]}", List.of(OWNER), of(ALICE, DAVE),
        KillPattern.users(name(ALICE), name(DAVE)));
    referee.kill("{users: []}", List.of(NONE), place -> false, KillPattern.users(List.of()));
    referee.kill("{roles: [readWrite]}", List.of(ROLE), holding(READ_WRITE), KillPattern.roles(READ_WRITE));

    scene.replaceRoles(BOB.withRoles(READ_WRITE));
    referee.kill("{roles: [readWrite]}, now bob's as well", List.of(ROLE), holding(READ_WRITE),
        KillPattern.roles(READ_WRITE));
    scene.replaceRoles(BOB);

    referee.kill("{lsid: {id: S}, roles: [readWrite]}", List.of(SESSION_ID), shared().and(holding(READ_WRITE)),
        KillPattern.session(SHARED).withRoles(List.of(READ_WRITE)));
    referee.kill("{users: [alice, bob, carol], roles: [monitor]}", List.of(ROLE), of(CAROL),
        KillPattern.roles(MONITOR)
            .withUsers(List.of(name(ALICE), name(BOB), name(CAROL))));
    referee.kill("{lsid: {id: S}}, {uid: alice}, {roles: [monitor]}", List.of(SESSION_ID, OWNER, ROLE),
        shared().or(of(ALICE)).or(holding(MONITOR)),
        KillPattern.session(SHARED), KillPattern.owner(ALICE.uid()), KillPattern.roles(MONITOR));
  }

  private void killNarrowed() throws InterruptedException {
    final long cutOff = core.cutOff();
    final Predicate<Work> young = Work.in(shared());
    scene.restart(young);
    referee.kill("{uid: alice}, cut off before S began anew", List.of(OWNER), of(ALICE), young.negate(),
        KillRequest.of(KillPattern.owner(ALICE.uid())).startedBefore(cutOff));

    Thread.sleep(1_500);
    final Place reopened = scene.places.get(0);
    scene.reopen(reopened);
    core.session(SHARED, BOB); // the use that every command is
    referee.kill("{users: [alice, bob], idle for 1 s}", List.of(OWNER), of(ALICE, BOB).and(shared().negate()),
        KillPattern.users(name(ALICE), name(BOB)).idleFor(Duration.ofSeconds(1)));
    referee.kill("{users: [alice, bob], older than 1 s}", List.of(OWNER),
        of(ALICE, BOB).and(place -> place != reopened),
        KillPattern.users(name(ALICE), name(BOB)).olderThan(Duration.ofSeconds(1)));
  }

  private void killById() throws InterruptedException {
    for (final Worker.Kind kind : Worker.Kind.values()) {
      final Worker worker = scene.workers.stream()
          .filter(each -> each.kind() == kind && each.pinned() == null)
          .findFirst()
          .orElseThrow();
      byId("operation id, one that " + kind, worker::equals, KillCode.INTERRUPTED, "by its id",
          () -> core.killOperation(worker.id(), KillCode.INTERRUPTED, "by its id", Referee.KILLER));
    }
    final Worker user = scene.workers.get(0);
    byId("cursor id, pinned", work -> work == user || work == user.pinned(), KillCode.CURSOR_KILLED, "by cursor id",
        () -> core.killCursor(user.pinned().id(), "by cursor id", Referee.KILLER));
    final OpenCursor idle = scene.cursors.get(1);
    byId("cursor id, idle", idle::equals, KillCode.CURSOR_KILLED, "by cursor id",
        () -> core.killCursor(idle.id(), "by cursor id", Referee.KILLER));
  }

  private void byId(
      final String title,
      final Predicate<Work> victims,
      final int code,
      final String reason,
      final BooleanSupplier kill)
      throws InterruptedException {
    referee.killDirectly(title, victims, code, reason, kill);
    scene.start(victims);
  }

  private void killAll() throws InterruptedException {
    referee.kill("{}", List.of(ALL), place -> true, KillPattern.all());
    referee.kill("[], no pattern at all", List.of(ALL), place -> true);
    referee.killDirectly("close of the core", work -> true, KillCode.INTERRUPTED_AT_SHUTDOWN, "",
        () -> {
          core.close();
          return true;
        });
  }

  private int verdict(final PrintStream out) {
    if (referee.faults().isEmpty()) {
      out.println(referee.kills() + " kills, each as the contract says.");
      return 0;
    }
    referee.faults().forEach(fault -> out.println("WRONG  " + fault));
    return 1;
  }
}
