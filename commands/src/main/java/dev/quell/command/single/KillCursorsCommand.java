package dev.quell.command.single;

import dev.quell.Cursor;
import dev.quell.CursorInfo;
import dev.quell.KillRequest;
import dev.quell.Uid;
import dev.quell.access.Action;
import dev.quell.access.Resource;
import dev.quell.command.Caller;
import dev.quell.command.CursorDetails;
import dev.quell.command.KillAudit;
import dev.quell.command.common.Authority;
import dev.quell.command.common.BsonCommand;
import dev.quell.command.common.CommandContext;
import dev.quell.command.listing.Bounded;
import dev.quell.command.listing.HostView;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;

/**
 * {@code {killCursors: <collection>, cursors: [<long>...]}}. Everybody may kill their own cursors; those of others need
 * {@code killAnyCursor}, on the server or on what the cursor reads. If one of them may not be killed none is. A cursor
 * of another collection is not found.
 */
public final class KillCursorsCommand implements BsonCommand {
  private static final String NAME = "killCursors";

  private final CommandContext context;

  public KillCursorsCommand(final CommandContext context) {
    this.context = context;
  }

  @Override
  public Set<String> names() {
    return Set.of(NAME);
  }

  @Override
  public boolean auditsRefusals() {
    return true;
  }

  @Override
  public BsonDocument run(final Caller caller, final String db, final BsonDocument command) {
    final KillCursorsRequest request = KillCursorsRequest.parse(command);
    final long start = System.nanoTime();
    final boolean[] found = new boolean[request.cursors().length];
    for (int i = 0; i < found.length; i++) {
      found[i] = find(caller, db, request.collection(), request.cursors()[i]);
    }
    final BsonArray killed = new BsonArray();
    final BsonArray notFound = new BsonArray();
    final String by = Bounded.cut(caller.name(), KillRequest.MAX_TEXT_LENGTH);
    for (int i = 0; i < found.length; i++) {
      final long id = request.cursors()[i];
      (found[i] && context.core().killCursor(id, request.comment(), by) ? killed : notFound).add(new BsonInt64(id));
    }
    context.audit().record(
        new KillAudit.Entry(
            caller, NAME, db + '.' + request.collection() + ' ' + Arrays.toString(request.cursors()), request.comment(),
            0, 0, 0, killed.size(), Duration.ofNanos(System.nanoTime() - start)));
    return new BsonDocument("cursorsKilled", killed)
        .append("cursorsNotFound", notFound)
        .append("cursorsAlive", new BsonArray())
        .append("cursorsUnknown", new BsonArray());
  }

  /** Whether there is such a cursor, which the caller then may kill. */
  private boolean find(final Caller caller, final String db, final String collection, final long id) {
    final Optional<Cursor<?>> cursor = context.core().findCursor(id).filter(Cursor::isOpen);
    if (cursor.isEmpty()) {
      return false;
    }
    final Optional<CursorDetails> details =
        cursor.map(Cursor::resource).filter(CursorDetails.class::isInstance).map(CursorDetails.class::cast);
    if (details.isPresent() && !(db + '.' + collection).equals(HostView.quietly(details.get()::namespace))) {
      return false;
    }
    if (!isOf(cursor.get().info(), details, caller.uid())
        && !Authority.on(caller, Action.KILL_ANY_CURSOR)
        && !caller.may(Action.KILL_ANY_CURSOR, Resource.collection(db, collection))) {
      throw Authority.refusal(db, NAME);
    }
    return true;
  }

  private static boolean isOf(final CursorInfo info, final Optional<CursorDetails> details, final Uid uid) {
    return details.map(host -> HostView.quietly(host::uid)).filter(uid::equals).isPresent()
        || info.uid().filter(uid::equals).isPresent();
  }
}
