package dev.quell.internal.operation;

import dev.quell.internal.bag.ChunkedIterator;
import dev.quell.internal.bag.RefBag;
import dev.quell.internal.claim.Run;
import dev.quell.internal.slots.Groups;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.Segment;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over all running operations: in sessions, ended ones too, and without a session. Weakly consistent: a run
 * that lasts from start to end of the iteration is there once.
 */
public final class Runs extends ChunkedIterator<Run> {
  private final Groups<?, ? extends SessionHome, OperationState> groups;
  private boolean inSessions = true;
  private final Iterator<RefBag<OperationState>> stripes;
  @SuppressWarnings("NullAway.Init") // set before chunk
  private RefBag<OperationState> stripe;
  private RefBag.@Nullable Refs<OperationState> chunk; // of the stripe; null before the first

  public Runs(final Operations operations) {
    this.groups = new Groups<>(operations.slots);
    this.stripes = operations.sessionless.stripes();
  }

  @Override
  protected boolean fill(final List<Run> into) {
    if (inSessions) {
      inSessions = fillFromGroup(groups, into);
      if (inSessions) {
        return true;
      }
    }
    return fillFromStripe(into);
  }

  private static <S extends SessionHome> boolean fillFromGroup(
      final Groups<?, S, OperationState> groups, final List<Run> into) {
    if (!groups.next()) {
      return false;
    }
    final Segment<?, S, OperationState> segment = groups.segment();
    for (long taken = groups.taken(); taken != 0; taken &= taken - 1) {
      addRuns(segment, groups.first() + Long.numberOfTrailingZeros(taken), into);
    }
    return true;
  }

  private static void addRuns(
      final Segment<?, ? extends SessionHome, OperationState> segment, final int offset, final List<Run> into) {
    final int generation = segment.generation(offset);
    final long word = segment.killWordAcquire(offset);
    final OperationState first = segment.operation(offset);
    if (KillWord.isRunning(word) && first != null) {
      into.add(new Run(first, segment.words(), offset, KillWord.ticket(word), 0));
    }
    final SessionHome session = KillWord.isAttached(word) ? segment.session(offset) : null;
    if (session != null && segment.stillIn(offset, generation)) {
      session.offerFurther(into::add);
    }
  }

  private boolean fillFromStripe(final List<Run> into) {
    chunk = chunk == null ? null : stripe.after(chunk);
    while (chunk == null) {
      if (!stripes.hasNext()) {
        return false;
      }
      stripe = stripes.next();
      chunk = stripe.first();
    }
    for (long taken = chunk.takenAcquire(); taken != 0; taken &= taken - 1) {
      final OperationState operation = chunk.at(Long.numberOfTrailingZeros(taken));
      final Run run = operation == null ? null : operation.present();
      if (run != null) {
        into.add(run);
      }
    }
    return true;
  }
}
