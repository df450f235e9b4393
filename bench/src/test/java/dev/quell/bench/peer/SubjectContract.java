package dev.quell.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.SessionEndedException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link Subject}, for Quell, for its peers, and for what others bring: who does less work must not win
 * by doing less. A test extends it and says what it tests.
 */
public abstract class SubjectContract {
  private static final Role READ = Role.of("read", "shop");
  private static final Role WRITE = Role.of("write", "shop");
  private static final Owner ANN = Owner.of("ann", "shop", READ, WRITE);
  private static final Owner BOB = Owner.of("bob", "shop", READ);

  private Subject<Object, Object> subject;

  /** A new, empty subject for a test, with room for a thousand sessions. */
  protected abstract Subject<?, ?> newSubject();

  @BeforeEach
  @SuppressWarnings("unchecked") // sessions and works only come from the subject and go back to it
  void make() {
    subject = (Subject<Object, Object>) newSubject();
  }

  @AfterEach
  void close() {
    subject.close();
  }

  private Object begun(final Object session) {
    final Object work = subject.newWork();
    subject.begin(work, session);
    return work;
  }

  @Test
  void shouldOpenOneSessionForOneKey() {
    final Object session = subject.open(1, 2, ANN);
    assertSame(session, subject.open(1, 2, ANN));
    assertNotSame(session, subject.open(2, 1, ANN));
    assertNotSame(session, subject.open(1, 2, BOB));
    assertEquals(3, subject.sessions());
  }

  @Test
  void shouldKillEveryOwnersSessionWithTheUuid() {
    final Object ann = begun(subject.open(1, 2, ANN));
    final Object bob = begun(subject.open(1, 2, BOB));
    final Object other = begun(subject.open(3, 4, ANN));
    assertEquals(2, subject.killSession(new UUID(1, 2)));
    assertTrue(subject.isKilled(ann));
    assertTrue(subject.isKilled(bob));
    assertFalse(subject.isKilled(other));
    assertEquals(0, subject.killSession(new UUID(5, 6)));
    endAll(ann, bob, other);
  }

  @Test
  void shouldKillTheOwnersSessionsAndNoOthers() {
    final Object first = begun(subject.open(1, 1, ANN));
    final Object second = begun(subject.open(2, 2, ANN));
    final Object bob = begun(subject.open(3, 3, BOB));
    assertEquals(2, subject.killOwner(ANN.uid()));
    assertTrue(subject.isKilled(first));
    assertTrue(subject.isKilled(second));
    assertFalse(subject.isKilled(bob));
    endAll(first, second, bob);
  }

  @Test
  void shouldKillHoldersOfTheRole() {
    final Object ann = begun(subject.open(1, 1, ANN));
    final Object bob = begun(subject.open(2, 2, BOB));
    assertEquals(1, subject.killRole(WRITE));
    assertTrue(subject.isKilled(ann));
    assertFalse(subject.isKilled(bob));
    assertEquals(2, subject.killRole(READ));
    assertTrue(subject.isKilled(bob));
    assertEquals(0, subject.killRole(Role.of("none", "shop")));
    endAll(ann, bob);
  }

  @Test
  void shouldGoByTheRolesToldLast() {
    subject.open(1, 1, ANN);
    subject.open(2, 2, ANN.withRoles(READ));
    assertEquals(0, subject.killRole(WRITE));
    assertEquals(2, subject.killRole(READ));
  }

  @Test
  void shouldKillAllWorksOfASession() {
    final Object session = subject.open(1, 1, ANN);
    final Object[] works = {begun(session), begun(session), begun(session)};
    subject.endWork(works[1]);
    assertEquals(1, subject.killAll());
    assertTrue(subject.isKilled(works[0]));
    assertFalse(subject.isKilled(works[1]));
    assertTrue(subject.isKilled(works[2]));
    endAll(works[2], works[0]);
  }

  @Test
  void shouldSpareWhatBeginsAfterwards() {
    final Object session = subject.open(1, 1, ANN);
    final Object work = begun(session);
    subject.killAll();
    subject.endWork(work);
    subject.begin(work, session);
    assertFalse(subject.isKilled(work));
    subject.endWork(work);
    subject.begin(work, 1, 1, ANN);
    assertFalse(subject.isKilled(work));
    assertEquals(1, subject.killOwner(ANN.uid()));
    assertTrue(subject.isKilled(work));
    subject.endWork(work);
  }

  @Test
  void shouldForgetWhatHasEnded() {
    final Object[] sessions = {
      subject.open(1, 1, ANN), subject.open(1, 1, BOB), subject.open(2, 2, ANN), subject.open(3, 3, ANN)
    };
    assertTrue(subject.end(sessions[2]));
    assertFalse(subject.end(sessions[2]));
    assertThrows(SessionEndedException.class, () -> begun(sessions[2]));
    assertEquals(2, subject.killOwner(ANN.uid()));
    assertTrue(subject.end(sessions[0]));
    assertEquals(1, subject.killSession(new UUID(1, 1)));
    assertTrue(subject.end(sessions[3]));
    assertTrue(subject.end(sessions[1]));
    assertEquals(0, subject.sessions());
    assertEquals(0, subject.killAll());
    assertEquals(0, subject.killRole(READ));
    assertNotSame(sessions[0], subject.open(1, 1, ANN));
  }

  @Test
  void shouldListEverySessionOnce() {
    subject.open(1, 2, ANN);
    subject.open(1, 2, BOB);
    subject.open(3, 4, ANN);
    subject.end(subject.open(5, 6, BOB));
    final List<String> listed = new ArrayList<>();
    assertEquals(3, subject.list((high, low, uid) -> listed.add(high + " " + low + " " + uid)));
    listed.sort(null);
    final List<String> expected = new ArrayList<>(List.of("1 2 " + ANN.uid(), "1 2 " + BOB.uid(), "3 4 " + ANN.uid()));
    expected.sort(null);
    assertEquals(expected, listed);
  }

  @Test
  void shouldWakeWhoWaitsToBeKilled() throws InterruptedException {
    final Object work = begun(subject.open(1, 1, ANN));
    final Thread killer = new Thread(() -> subject.killOwner(ANN.uid()));
    killer.start();
    subject.awaitKill(work); // whoever comes first
    assertTrue(subject.isKilled(work));
    killer.join();
    subject.endWork(work);
  }

  @Test
  void shouldLetAnInterruptEndTheWait() {
    final Object work = begun(subject.open(1, 1, ANN));
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> subject.awaitKill(work));
    assertFalse(subject.isKilled(work));
    subject.endWork(work);
  }

  @Test
  void shouldWakeWhoIsParkedAlready() throws InterruptedException {
    final Thread victim = Thread.currentThread();
    final Object work = begun(subject.open(1, 1, ANN));
    final Thread killer =
        new Thread(
            () -> {
              while (victim.getState() != Thread.State.WAITING && victim.getState() != Thread.State.TIMED_WAITING) {
                Thread.yield();
              }
              subject.killAll();
            });
    killer.start();
    subject.awaitKill(work);
    killer.join();
    subject.endWork(work);
  }

  @Test
  void shouldKillInSessionsThatOthersOpenAndEnd() throws Exception {
    final ExecutorService others = Executors.newFixedThreadPool(2);
    final List<Future<Long>> missed = new ArrayList<>();
    for (final Owner owner : List.of(ANN, BOB)) {
      missed.add(others.submit(() -> openKillAndEnd(owner)));
      missed.add(others.submit(() -> openKillAndEnd(ANN.withRoles(READ))));
    }
    for (final Future<Long> each : missed) {
      assertEquals(0, each.get());
    }
    others.shutdown();
    assertEquals(0, subject.sessions());
    assertEquals(0, subject.list((high, low, uid) -> {}));
    assertEquals(0, subject.killAll());
    assertEquals(0, subject.killOwner(ANN.uid()));
    assertEquals(0, subject.killRole(READ));
  }

  /** Answers how many works lived on although their session was there from their begin to after the kill. */
  private long openKillAndEnd(final Owner owner) {
    final Object work = subject.newWork();
    long missed = 0;
    for (int round = 0; round < 30_000; round++) {
      final Object session = subject.open(round % 2, 0, owner);
      try {
        subject.begin(work, session);
      } catch (final SessionEndedException e) {
        continue;
      }
      switch (round % 4) {
        case 0 -> subject.killOwner(owner.uid());
        case 1 -> subject.killRole(READ);
        case 2 -> subject.killSession(new UUID(round % 2, 0));
        default -> subject.killAll();
      }
      final boolean killed = subject.isKilled(work);
      subject.endWork(work);
      missed += subject.end(session) && !killed ? 1 : 0;
    }
    return missed;
  }

  @Test
  void shouldKillWhatOthersHaveBegun() throws InterruptedException {
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger killed = new AtomicInteger();
    final int rounds = 5_000;
    final Thread killer = new Thread(() -> {
      for (int round = 1; round <= rounds; round++) {
        await(begun, round);
        subject.killOwner(ANN.uid());
        killed.set(round);
      }
    });
    killer.start();
    final Object work = subject.newWork();
    int alive = 0;
    for (int round = 1; round <= rounds; round++) {
      subject.begin(work, round % 7, 0, ANN);
      begun.set(round);
      await(killed, round);
      alive += subject.isKilled(work) ? 0 : 1;
      subject.endWork(work);
    }
    killer.join();
    assertEquals(0, alive);
  }

  private static void await(final AtomicInteger value, final int atLeast) {
    while (value.get() < atLeast) {
      Thread.yield();
    }
  }

  private void endAll(final Object... works) {
    for (final Object work : works) {
      subject.endWork(work);
    }
  }
}
