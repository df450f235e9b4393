package dev.quell.cluster.protocol;

import java.util.List;

/**
 * One call of the state machine.
 *
 * @param now the present
 * @param at the own reading of it
 * @param out what is to be done
 */
record Turn(Now now, Reading at, List<Action> out) {
  void tell(final Event event) {
    out.add(new Action.Tell(event));
  }

  /** The time on the steady clock. */
  long steady() {
    return at.steady();
  }
}
