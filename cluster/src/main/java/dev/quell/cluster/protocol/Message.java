package dev.quell.cluster.protocol;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one member sends to another.
 *
 * @param from the sender, in this life
 * @param reading the sender's clock when it made the message
 * @param echo what it last heard of the receiver; null if nothing
 * @param body what it has to say
 */
public record Message(MemberId from, Reading reading, @Nullable Echo echo, Body body) {
  public Message {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(reading, "reading");
    Objects.requireNonNull(body, "body");
  }

  /**
   * The newest reading of the receiver that the sender has heard.
   *
   * @param incarnation the receiver's life that it is of
   * @param reading the reading
   * @param holdNanos how long before it made the message the sender had heard it, by its monotonic clock
   */
  public record Echo(long incarnation, Reading reading, long holdNanos) {
    public Echo {
      Objects.requireNonNull(reading, "reading");
      if (holdNanos < 0) {
        throw new IllegalArgumentException("holdNanos is " + holdNanos + ": expected zero or more");
      }
    }
  }
}
