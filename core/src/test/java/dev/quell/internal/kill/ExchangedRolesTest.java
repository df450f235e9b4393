package dev.quell.internal.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.UserName;
import dev.quell.internal.Core;
import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.slots.Segment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * K1: an owner whose sessions meet one pattern of a kill until it exchanges a role, and another one from then on. The
 * exchange comes in the middle of the walk, when that has visited the session of another owner.
 */
class ExchangedRolesTest {
  private static final Role BEFORE = Role.of("before", "db");
  private static final Role AFTER = Role.of("after", "db");
  private static final Owner OTHER = Owner.of("other", "db");
  private static final long NEVER = Long.MAX_VALUE / 4;

  private final AtomicLong nanos = new AtomicLong();
  private final Core core =
      new Core(
          new Core.Settings(
              nanos::get, error -> {}, null, null, false, null, 64, Long.MAX_VALUE, false, 64, NEVER, NEVER, false,
              resource -> true));
  private final Owner owner = Owner.of("ann", "db", BEFORE);
  private final Session session = core.sessions.findOrOpen(0, 1, owner);
  private final Operation operation = session.begin("ann's");
  private final KillPattern ofOther = KillPattern.owner(OTHER.uid());

  ExchangedRolesTest() {
    core.sessions.findOrOpen(0, 2, OTHER).begin("other's");
  }

  /** Shows a kill what a walk finds, and has something happen when it has seen the other owner's session. */
  private record Interrupted(Kill kill, Runnable inTheMiddle) implements SessionVisitor {
    @Override
    public boolean session(
        final Segment<OwnerRecord, SessionAnchor, OperationState> segment,
        final int offset,
        final long word,
        final boolean counted) {
      final boolean done = kill.session(segment, offset, word, counted);
      if (segment.owner(offset).uid().equals(OTHER.uid())) {
        inTheMiddle.run();
      }
      return done;
    }

    @Override
    public boolean takesBare() {
      return kill.takesBare();
    }

    @Override
    public void bare(final long count) {
      kill.bare(count);
    }

    @Override
    public boolean takesWork() {
      return kill.takesWork();
    }

    @Override
    public void operation(final Run run) {
      kill.operation(run);
    }

    @Override
    public void cursor(final CursorImpl<?> cursor) {
      kill.cursor(cursor);
    }
  }

  private Kill kill(final Runnable inTheMiddle, final KillPattern... patterns) {
    final KillRequest request = KillRequest.of(patterns);
    final Kill kill = new Kill(core.claims, request);
    new SessionWalker(core.sessions.store(), PatternCompiler.compile(request), new Interrupted(kill, inTheMiddle))
        .walk();
    kill.finish();
    return kill;
  }

  private void assertKilled(final KillPattern... patterns) {
    final Kill kill = kill(() -> core.sessions.store().owners.replaceRoles(owner.withRoles(AFTER)), patterns);
    assertEquals(2, kill.claimed());
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldBeKilledIfNamedWithTheNewRoleAndFoundByTheOldOne() {
    assertKilled(KillPattern.owner(owner.uid()).withRoles(List.of(AFTER)), ofOther, KillPattern.roles(BEFORE));
  }

  @Test
  void shouldBeKilledIfFoundByTheNewRoleAndNamedWithTheOldOne() {
    assertKilled(KillPattern.roles(AFTER), ofOther, KillPattern.owner(owner.uid()).withRoles(List.of(BEFORE)));
  }

  @Test
  void shouldBeKilledIfNamedWithEitherRole() {
    assertKilled(
        KillPattern.owner(owner.uid()).withRoles(List.of(AFTER)),
        ofOther,
        KillPattern.owner(owner.uid()).withRoles(List.of(BEFORE)));
  }

  @Test
  void shouldBeKilledIfTheSessionIsNamedWithEitherRole() {
    assertKilled(
        KillPattern.session(session.id()).withRoles(List.of(AFTER)),
        ofOther,
        KillPattern.session(session.id(), owner.uid()).withRoles(List.of(BEFORE)));
  }

  @Test
  void shouldBeKilledIfFoundByEitherRole() {
    final List<UserName> many =
        List.of(owner.name().orElseThrow(), new UserName("bob", "db"), new UserName("eve", "db"));
    assertKilled(KillPattern.users(many).withRoles(List.of(AFTER)), ofOther, KillPattern.roles(BEFORE));
  }

  @Test
  void shouldBeCountedOnceThoughItMeetsBothPatterns() {
    core.sessions.store().owners.replaceRoles(owner.withRoles(BEFORE, AFTER));
    final Kill kill =
        kill(
            () -> {},
            KillPattern.owner(owner.uid()).withRoles(List.of(AFTER)),
            KillPattern.session(session.id()).withRoles(List.of(BEFORE, AFTER)),
            KillPattern.roles(BEFORE));
    assertEquals(1, kill.sessions());
    assertEquals(1, kill.claimed());
  }

  /** Found in review: it was counted for each pattern, since it met the first no longer when the second came by. */
  @Test
  void shouldBeCountedOnceThoughItIsUsedMeanwhile() {
    operation.close();
    nanos.addAndGet(Duration.ofMinutes(10).toNanos());
    core.services.clock.tick();
    final Kill kill =
        kill(
            session::touch,
            KillPattern.owner(owner.uid()).idleFor(Duration.ofMinutes(5)),
            ofOther,
            KillPattern.session(session.id(), owner.uid()));
    assertEquals(2, kill.sessions());
  }
}
