package dev.quell.internal.kill;

import dev.quell.KillExplanation.Index;
import dev.quell.Labels;
import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.label.Carrier.Entry;
import dev.quell.internal.operation.LabelledRun;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.session.SessionStore;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.Segment;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Shows the operations and cursors that carry labels themselves and meet a selector, or any selector in a joint walk.
 * Their labels do not change while they last, so they are tested once. For one thread.
 */
final class CarriedWork {
  private final SessionStore store;
  private final SessionVisitor visitor;
  private final @Nullable KillPlan plan; // null if there is one selector
  private final long now;
  private @Nullable Selector alone; // null in a joint walk

  CarriedWork(
      final SessionStore store, final SessionVisitor visitor, final @Nullable KillPlan plan, final long now) {
    this.store = store;
    this.visitor = visitor;
    this.plan = plan;
    this.now = now;
  }

  /** From now on for this selector; for any of them in a joint walk if null. */
  void select(final @Nullable Selector selector) {
    alone = selector;
  }

  // ---- by a label

  void operation(final Entry entry) {
    final OperationState operation = (OperationState) entry.carrier().subject();
    final LabelledRun run = operation == null ? null : operation.labelled();
    if (run != null && entry.isCurrent() && meets(run.labels(), run.session())) {
      visitor.operation(run.run());
    }
  }

  void cursor(final Entry entry) {
    final CursorImpl<?> cursor = (CursorImpl<?>) entry.carrier().subject();
    if (cursor != null && entry.isCurrent() && meets(cursor.carried(), cursor.sessionHandle())) {
      visitor.cursor(cursor);
    }
  }

  /** Whether work with these labels, in the session of this handle or none, meets what is looked for. */
  @SuppressWarnings("NullAway") // a joint walk has a plan
  private boolean meets(final Labels labels, final long session) {
    if (alone != null ? alone.labelsAlone && alone.carries(labels) : plan.meetsAnyAlone(labels)) {
      return true;
    }
    if (session == Handle.NONE) {
      return false;
    }
    final Segment<OwnerRecord, SessionAnchor, OperationState> segment = store.slots.segmentOf(Handle.slot(session));
    final int offset = Segment.offset(Handle.slot(session));
    return segment.isOpen(offset, Handle.generation(session))
        && (alone != null
            ? alone.carries(labels) && alone.meetsFields(segment, offset, null, now)
            : plan.meetsAny(segment, offset, now, labels))
        && segment.stillIn(offset, Handle.generation(session)); // SG-I3
  }

  // ---- in a session

  /**
   * Shows the work in a session that does not meet the selectors as a whole.
   *
   * @param word the kill word of its slot, LIVE, read before
   * @param known what its index guarantees
   * @return false, and nothing done, if the word has changed
   */
  @SuppressWarnings("NullAway") // a joint walk has a plan
  boolean inside(
      final Segment<OwnerRecord, SessionAnchor, OperationState> segment,
      final int offset,
      final long word,
      final @Nullable Index known) {
    final boolean worthwhile = alone == null || alone.meetsFields(segment, offset, known, now);
    final SessionAnchor session = KillWord.isAttached(word) ? segment.session(offset) : null;
    final OperationState first = KillWord.isRunning(word) ? segment.operation(offset) : null;
    final int generation = segment.generation(offset);
    if (!segment.isStill(offset, word)) {
      return false;
    }
    if (!worthwhile) {
      return true;
    }
    final Predicate<Labels> test =
        alone != null
            ? alone::carries
            : labels -> !labels.isEmpty()
                && plan.meetsAny(segment, offset, now, labels)
                && segment.stillIn(offset, generation); // SG-I3
    if (first != null) {
      final long[] words = segment.words();
      offer(new Run(first, words, offset, KillWord.ticket(word), first.stampOf(words, offset, KillWord.ticket(word))),
          test);
    }
    if (session != null) {
      session.offerFurther(run -> offer(run, test));
      session.offerCursors(cursor -> {
        if (test.test(cursor.carried())) {
          visitor.cursor(cursor);
        }
      });
    }
    return true;
  }

  private void offer(final Run run, final Predicate<Labels> test) {
    if (test.test(((OperationState) run.operation()).labelsOf(run))) { // no labels unless its begin has returned
      visitor.operation(run);
    }
  }
}
