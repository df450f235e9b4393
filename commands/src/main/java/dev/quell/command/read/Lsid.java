package dev.quell.command.read;

import dev.quell.Uid;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A logical session id as a client has written it.
 *
 * @param id the client's UUID
 * @param uid the owner that the client has named; null if it has not
 * @param txnNumber the number of an internal transaction; null without one
 * @param txnUuid what makes it the id of a child session; null if it is not
 */
public record Lsid(UUID id, @Nullable Uid uid, @Nullable Long txnNumber, @Nullable UUID txnUuid) {

  /** Whether it names an internal session within the session. */
  public boolean isChild() {
    return txnUuid != null;
  }

  /** The owner that the client has named, or else this one. */
  public Uid uidOr(final Uid own) {
    return uid == null ? own : uid;
  }

  /** The text that MongoDB's messages have for the lsid of this owner. */
  public String text(final Uid own) {
    final String number = txnNumber == null ? "" : txnNumber.toString();
    return id + " - " + uidOr(own) + " - " + number + " - " + (txnUuid == null ? "" : txnUuid);
  }
}
