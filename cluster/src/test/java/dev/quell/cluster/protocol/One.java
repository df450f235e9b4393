package dev.quell.cluster.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One member, "a", whose time the test moves. Its cut-offs are its clock, in milliseconds. The other one is "b". */
final class One {
  static final long MILLI = 1_000_000;
  static final MemberId B = new MemberId("b", 1);
  private static final long WALL = 1_800_000_000_000L;

  final List<Action> out = new ArrayList<>();
  final ClusterProtocol protocol;
  private long millis;

  One(final Settings settings) {
    protocol = new ClusterProtocol(settings, now());
    protocol.start(List.of(), now(), out);
  }

  static Settings settings() {
    return Settings.of("a", WALL, 7);
  }

  Now now() {
    return new Now(millis, millis * MILLI, WALL + millis);
  }

  /** Ticks every ten milliseconds until then. */
  void runTo(final long end) {
    while (millis + 10 <= end) {
      millis += 10;
      protocol.tick(now(), out);
    }
  }

  /** A message of B comes, which has just heard this member, or has not. */
  void hear(final MemberId from, final boolean echo, final Body body) {
    hear(from, echo ? echo(protocol.self()) : null, body);
  }

  /** A message of B comes, which has heard this. */
  void hear(final MemberId from, final Message.@Nullable Echo heard, final Body body) {
    protocol.received(from.name(), new Message(from, reading(millis), heard, body), now(), out);
  }

  private Message.Echo echo(final MemberId self) {
    return new Message.Echo(self.incarnation(), reading(millis), 0);
  }

  static Reading reading(final long millis) {
    return new Reading(millis * MILLI, millis * MILLI);
  }

  /** The last thing of this kind that it wants done. */
  <T extends Action> @Nullable T last(final Class<T> type) {
    return out.stream().filter(type::isInstance).map(type::cast).reduce((one, other) -> other).orElse(null);
  }

  <T extends Event> List<T> told(final Class<T> type) {
    return out.stream()
        .filter(Action.Tell.class::isInstance)
        .map(action -> ((Action.Tell) action).event())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** The last entry that it sent. */
  Body.Delivery delivered() {
    return out.stream()
        .filter(Action.Send.class::isInstance)
        .map(action -> ((Action.Send) action).message().body())
        .filter(Body.Deliver.class::isInstance)
        .flatMap(body -> ((Body.Deliver) body).deliveries().stream())
        .reduce((one, other) -> other)
        .orElseThrow();
  }

  /** How often it has asked for entries. */
  long pulls() {
    return out.stream()
        .filter(action -> action instanceof Action.Send send && send.message().body() instanceof Body.Pull)
        .count();
  }

  /** Whether it sent this kind of message to B. */
  boolean sent(final Class<? extends Body> type) {
    return out.stream().anyMatch(
        action -> action instanceof Action.Send send && send.to().equals("b")
            && type.isInstance(send.message().body()));
  }
}
