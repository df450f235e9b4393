package dev.quell.bench.report;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One row of a table: Quell beside the limit and the best peer.
 *
 * @param path what is measured
 * @param unit of all figures of the row
 * @param limit null if there is none
 * @param peer null if there is none
 * @param quell what Quell takes
 * @param aim what it is to take
 */
public record Row(String path, Unit unit, Named limit, Named peer, Figure quell, Aim aim) {

  /** Somebody else's figure. */
  public record Named(String name, Figure figure) {}

  /** All that must have been measured. */
  public List<Line> parts() {
    return Stream.of(limit == null ? null : limit.figure, peer == null ? null : peer.figure, quell)
        .filter(Objects::nonNull)
        .flatMap(figure -> figure.parts().stream())
        .toList();
  }
}
