package dev.quell.bench.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * One row of a table: Quell beside the limit and the best peer.
 *
 * @param path what is measured
 * @param unit of all figures of the row
 * @param limit null if there is none
 * @param peers that the best is chosen of; a figure that names no subject stands for every subject but Quell
 * @param quell what Quell takes
 * @param aim what it is to take
 */
public record Row(String path, Unit unit, Named limit, List<Named> peers, Figure quell, Aim aim) {

  /** Somebody else's figure. */
  public record Named(String name, Figure figure) {}

  /** All that may have been measured. */
  public List<Line> parts() {
    return Stream.of(Stream.of(quell), Stream.ofNullable(limit).map(Named::figure), peers.stream().map(Named::figure))
        .flatMap(figures -> figures)
        .flatMap(figure -> figure.parts().stream())
        .toList();
  }
}
