package dev.quell.internal.cursor;

import dev.quell.internal.claim.Claims;
import dev.quell.internal.index.HashIndex;
import dev.quell.internal.operation.Operations;
import dev.quell.internal.services.HostTasks;

/**
 * The open cursors of one core by their ids, and what they share.
 *
 * @param <C> the class of the cursors
 */
public final class Cursors<C> {
  public final Operations operations;
  /** Every open cursor, by id. */
  public final HashIndex<C> byId;
  /** Closes the resources of cursors that no host closes itself. */
  public final HostTasks closer;
  final Claims claims;

  /** @param expected the number of cursors that the table is sized for */
  public Cursors(final Operations operations, final int expected, final HostTasks closer) {
    this.operations = operations;
    this.claims = operations.claims;
    this.byId = new HashIndex<>(expected, claims.services.nextSecret());
    this.closer = closer;
  }
}
