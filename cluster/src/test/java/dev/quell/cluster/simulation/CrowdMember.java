package dev.quell.cluster.simulation;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Uid;
import dev.quell.cluster.protocol.Action;
import dev.quell.cluster.protocol.ClusterProtocol;
import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.Event;
import dev.quell.cluster.protocol.MemberOutcome;
import dev.quell.cluster.protocol.Message;
import dev.quell.cluster.protocol.Now;
import dev.quell.cluster.protocol.Outcome;
import dev.quell.cluster.protocol.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** One of many: the protocol and a driver that is never late. */
final class CrowdMember {
  private static final KillRequest REQUEST =
      KillRequest.of(KillPattern.owner(Uid.ofUser("alice", "app"))).reason("revoked").by("ops");
  private static final long WALL_MILLIS = 1_800_000_000_000L;
  private static final long TIMEOUT = 2 * Crowd.SECOND;

  final int index;
  final String name;
  final ClusterProtocol protocol;
  private final Crowd crowd;
  private final World world;
  private final long tickNanos;
  boolean joined;
  /** How many entries of others it was asked to carry out. */
  long applied;
  /** When the last kill that was called here returned; -1 while it has not. */
  long returnedAt;
  List<MemberOutcome> outcomes = List.of();

  CrowdMember(final Crowd crowd, final int index) {
    this.crowd = crowd;
    this.world = crowd.world;
    this.index = index;
    this.name = "node-" + index;
    final Settings settings = Settings.of(name, WALL_MILLIS + world.now() / World.MILLI, world.random.nextLong());
    this.tickNanos = settings.tickNanos();
    this.protocol = new ClusterProtocol(settings, now());
  }

  private Now now() {
    return new Now(world.now(), world.now(), WALL_MILLIS + world.now() / World.MILLI);
  }

  void start() {
    step((now, out) -> protocol.start(List.of(), now, out));
    world.in(world.between(1, tickNanos), this::tick);
  }

  private void tick() {
    step(protocol::tick);
    world.in(tickNanos, this::tick);
  }

  void hint(final String other, final boolean lives) {
    step((now, out) -> protocol.hint(other, lives, now, out));
  }

  void receive(final String from, final Message message) {
    step((now, out) -> protocol.received(from, message, now, out));
  }

  /** Kills on all. */
  EntryId kill() {
    returnedAt = -1;
    final EntryId[] id = new EntryId[1];
    step((now, out) -> id[0] = protocol.kill(REQUEST, Outcome.NOTHING, TIMEOUT, now, out));
    return id[0];
  }

  private void step(final BiConsumer<Now, List<Action>> what) {
    final List<Action> out = new ArrayList<>();
    what.accept(now(), out);
    for (final Action action : out) {
      if (action instanceof Action.Send send) {
        crowd.send(this, send.to(), send.message());
      } else if (action instanceof Action.Apply apply) {
        applied++;
        world.in(0, () -> step((now, more) -> protocol.applied(apply.entry(), Outcome.NOTHING, now, more)));
      } else if (action instanceof Action.Tell tell) {
        hear(tell.event());
      }
    }
  }

  private void hear(final Event event) {
    if (event instanceof Event.Joined) {
      joined = true;
    } else if (event instanceof Event.KillReturns returns) {
      returnedAt = world.now();
      outcomes = returns.members();
    }
  }

  /** How many members it is in touch with, itself included. */
  long inTouch() {
    return protocol.members(now()).stream().filter(ClusterProtocol.MemberView::inTouch).count();
  }

  boolean hasDone(final EntryId entry) {
    return protocol.applied(entry.origin()) >= entry.sequence();
  }
}
