package dev.quell.internal.cursor;

import dev.quell.internal.claim.Claims;
import dev.quell.internal.index.HashIndex;
import dev.quell.internal.operation.Operations;
import dev.quell.internal.services.Apart;
import dev.quell.internal.services.HostTasks;
import org.jspecify.annotations.Nullable;

/**
 * The open cursors of one core by their ids, and what they share.
 *
 * @param <C> the class of the cursors
 */
public final class Cursors<C> extends Apart {
  public final Operations operations;
  /** Every open cursor, by id. */
  public final HashIndex<C> byId;
  /** Closes the resources of cursors that no host closes itself. */
  public final HostTasks closer;
  final Claims claims;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /**
   * @param expected the number of cursors that the table is sized for
   * @param match knows the ids of cursors
   */
  public Cursors(
      final Operations operations, final int expected, final HashIndex.Match<C> match, final HostTasks closer) {
    this.operations = operations;
    this.claims = operations.claims;
    this.byId = new HashIndex<>(expected, claims.services.nextSecret(), match);
    this.closer = closer;
  }
}
