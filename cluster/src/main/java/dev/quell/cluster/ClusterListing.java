package dev.quell.cluster;

import java.util.List;
import java.util.Objects;

/**
 * What members have answered to a question. Immutable.
 *
 * @param <T> of what
 * @param rows the answers, those of one member one after another
 * @param unanswered the members that have not answered to the end in time; of these some rows may be there
 * @param more whether there were more rows than were asked for
 */
public record ClusterListing<T>(List<Row<T>> rows, List<String> unanswered, boolean more) {

  /**
   * Makes the listing.
   *
   * @param rows the answers, those of one member one after another
   * @param unanswered the members that have not answered to the end in time
   * @param more whether there were more rows than were asked for
   */
  public ClusterListing {
    rows = List.copyOf(rows);
    unanswered = List.copyOf(unanswered);
  }

  /**
   * A row of one member.
   *
   * @param <T> of what
   * @param member the name of the member
   * @param value what it answered
   */
  public record Row<T>(String member, T value) {

    /**
     * Makes the row.
     *
     * @param member the name of the member
     * @param value what it answered
     */
    public Row {
      Objects.requireNonNull(member, "member");
      Objects.requireNonNull(value, "value");
    }
  }
}
