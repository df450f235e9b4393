package dev.quell;

import static dev.quell.VirtualCore.ADMIN;
import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static dev.quell.VirtualCore.READ;
import static dev.quell.VirtualCore.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host that is asked for an owner's roles: a change is seen by the next kill, whoever opens a session meanwhile. */
class CurrentOwnerTest {
  private static final Owner OLD = ANN.withRoles(READ);
  private static final Owner NEW = ANN.withRoles(ADMIN);
  private static final int CHANGES = 20_000;

  private final AtomicReference<UnaryOperator<Owner>> host = new AtomicReference<>(UnaryOperator.identity());
  private final VirtualCore virtual =
      new VirtualCore(builder -> builder.maxSessions(8).currentOwner(owner -> host.get().apply(owner)));
  private final KillCore core = virtual.core;

  @AfterEach
  void close() {
    virtual.close();
  }

  private long matched(final Role role) {
    return core.kill(KillPattern.roles(role)).sessionsMatched();
  }

  /** From now on the host answers {@code now}; but the answer to the question under way is {@code stale}. */
  private void changeDuringTheNextQuestion(final Owner stale, final Owner now) {
    host.set(
        owner -> {
          host.set(asked -> now);
          core.replaceRoles(now);
          return stale;
        });
  }

  @Test
  void shouldOpenWithTheRolesThatTheHostAnswers() {
    host.set(owner -> NEW);
    virtual.session(1, OLD);
    assertEquals(Set.of(ADMIN), virtual.session(1, OLD).owner().roles());
  }

  @Test
  void shouldReplaceByTheRolesThatTheHostAnswers() {
    virtual.session(1, OLD);
    host.set(owner -> NEW);
    core.replaceRoles(OLD);
    assertEquals(1, matched(ADMIN));
  }

  @Test
  void shouldNotBringBackRolesThatWereReplacedWhileASessionOpened() {
    virtual.session(1, OLD);
    changeDuringTheNextQuestion(ANN.withRoles(WRITE), NEW);
    virtual.session(2, ANN.withRoles(WRITE));
    assertEquals(2, matched(ADMIN));
  }

  @Test
  void shouldNotBringBackRolesThatWereReplacedWhileTheFirstSessionOpened() {
    changeDuringTheNextQuestion(OLD, NEW);
    virtual.session(1, OLD);
    assertEquals(0, matched(READ));
  }

  @Test
  void shouldNotBringBackRolesIfTheReplacementIsWhatTheOwnerHeldAnyway() {
    virtual.session(1, NEW);
    changeDuringTheNextQuestion(OLD, NEW);
    virtual.session(2, OLD);
    assertEquals(0, matched(READ));
  }

  @Test
  void shouldLeaveAFoundSessionsRolesAlone() {
    virtual.session(1, NEW);
    host.set(owner -> OLD);
    virtual.session(1, OLD);
    assertEquals(1, matched(ADMIN));
  }

  @Test
  void shouldAskForTheRolesOfAnOwnerThatIsKnownByItsUidAlone() {
    host.set(owner -> NEW);
    virtual.session(1, Owner.ofUid(ANN.uid()));
    assertEquals(1, matched(ADMIN));
  }

  @Test
  void shouldLeaveTheRolesAloneIfTheHostKnowsNoMoreThanTheUid() {
    virtual.session(1, NEW);
    virtual.session(2, Owner.ofUid(ANN.uid()));
    assertEquals(2, matched(ADMIN));
  }

  @Test
  void shouldThrowWhatTheHostThrows() {
    host.set(
        owner -> {
          throw new IllegalArgumentException("gone");
        });
    assertThrows(IllegalArgumentException.class, () -> virtual.session(1, OLD));
  }

  @Test
  void shouldTakeNoRoomForASessionThatTheHostRefused() {
    host.set(
        owner -> {
          throw new IllegalArgumentException("gone");
        });
    for (int i = 0; i < 8; i++) {
      assertThrows(IllegalArgumentException.class, () -> virtual.session(1, OLD));
    }
    host.set(UnaryOperator.identity());
    for (int i = 0; i < 8; i++) {
      virtual.session(i, OLD);
    }
    assertEquals(8, matched(READ));
  }

  @Test
  void shouldRefuseAnAnswerAboutSomebodyElse() {
    host.set(owner -> BOB);
    assertThrows(IllegalStateException.class, () -> virtual.session(1, OLD));
  }

  @Test
  void shouldRefuseAHostThatIsNull() {
    assertThrows(NullPointerException.class, () -> KillCore.builder().currentOwner(null));
  }

  @Test
  void shouldShowEveryChangeToTheNextKillWhileOthersOpenWithStaleOwners() throws Exception {
    final AtomicReference<Owner> now = new AtomicReference<>(OLD);
    host.set(owner -> now.get());
    virtual.session(0, OLD);
    final AtomicBoolean stop = new AtomicBoolean();
    final List<Thread> openers = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      final long id = i;
      final Thread opener = new Thread(() -> openAndEnd(id, now, stop));
      opener.start();
      openers.add(opener);
    }
    try {
      for (int change = 0; change < CHANGES; change++) {
        final Owner next = now.get().roles().contains(READ) ? NEW : OLD;
        now.set(next);
        core.replaceRoles(next);
        final boolean admin = next.equals(NEW);
        assertEquals(admin, matched(ADMIN) > 0, "change " + change);
        assertEquals(!admin, matched(READ) > 0, "change " + change);
      }
      assertTrue(openers.stream().allMatch(Thread::isAlive), "an opener failed");
    } finally {
      stop.set(true);
      for (final Thread opener : openers) {
        opener.join();
      }
    }
    assertFalse(openers.stream().anyMatch(Thread::isAlive));
  }

  private void openAndEnd(final long id, final AtomicReference<Owner> now, final AtomicBoolean stop) {
    while (!stop.get()) {
      virtual.session(id, now.get()).end();
    }
  }
}
