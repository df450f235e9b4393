package dev.quell.stress.cluster;

import dev.quell.stress.cluster.LifeBook.Span;
import dev.quell.stress.cluster.Network.Harm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws faults, commits them and heals them. For one thread, the driver's. */
final class Faults {
  private final ClusterSoak soak;
  private final Network network;
  private final List<Member> members;
  private final SplittableRandom random;
  private final List<Fault> deck = new ArrayList<>();
  private final List<Stop> stops = new ArrayList<>();

  private record Stop(Member member, long since) {}

  Faults(final ClusterSoak soak, final Network network, final List<Member> members, final SplittableRandom random) {
    this.soak = soak;
    this.network = network;
    this.members = members;
    this.random = random;
    deck.addAll(List.of(Fault.values()));
  }

  /** The next one that is possible here; each that is not is counted. */
  Fault draw() {
    while (true) {
      if (deck.isEmpty()) {
        deck.addAll(List.of(Fault.values()));
        for (int i = deck.size() - 1; i > 0; i--) {
          deck.set(i, deck.set(random.nextInt(i + 1), deck.get(i)));
        }
      }
      final Fault next = deck.remove(0);
      if (next.needs == null || !network.lacks().containsKey(next.needs)) {
        return next;
      }
      soak.counts().add("skipped " + next, 1);
    }
  }

  void commit(final Fault fault) throws IOException, InterruptedException {
    soak.counts().add("fault " + fault, 1);
    final List<Member> some = shuffled();
    final Member one = some.get(0);
    final Member other = some.get(1);
    switch (fault) {
      case STOP -> stop(one);
      case STOP_TWO -> {
        stop(one);
        stop(other);
      }
      case KILL -> killAndStart(one);
      case ISOLATE -> isolate(one);
      case ONE_WAY -> network.deafen(one.index, other.index);
      case KILL_WHILE_CUT -> {
        isolate(one);
        Thread.sleep(300 + random.nextInt(500));
        killAndStart(one);
      }
      case STOP_WHILE_CUT -> {
        isolate(one);
        Thread.sleep(200 + random.nextInt(500));
        stop(one);
      }
      case HEARS_NOBODY -> {
        for (final Member each : some.subList(1, some.size())) {
          network.deafen(each.index, one.index);
        }
      }
      case PAIR -> cut(one, other);
      case SPLIT -> {
        final int here = some.size() / 2;
        for (final Member each : some.subList(0, here)) {
          for (final Member far : some.subList(here, some.size())) {
            cut(each, far);
          }
        }
      }
      case UNPLUG -> network.harm(Harm.UNPLUGGED, one.index);
      case SLOW -> network.harm(Harm.SLOW, one.index);
      case DELAY -> network.harm(Harm.DELAYED, one.index);
    }
  }

  private List<Member> shuffled() {
    final List<Member> some = new ArrayList<>(members);
    for (int i = some.size() - 1; i > 0; i--) {
      some.set(i, some.set(random.nextInt(i + 1), some.get(i)));
    }
    return some;
  }

  private void cut(final Member one, final Member other) throws IOException, InterruptedException {
    network.deafen(one.index, other.index);
    network.deafen(other.index, one.index);
  }

  private void isolate(final Member one) throws IOException, InterruptedException {
    for (final Member each : members) {
      if (each != one) {
        cut(one, each);
      }
    }
  }

  private void stop(final Member member) throws IOException, InterruptedException {
    if (!member.isStopped()) {
      stops.add(new Stop(member, System.nanoTime()));
      member.pause();
    }
  }

  private void killAndStart(final Member member) throws IOException, InterruptedException {
    stops.removeIf(stop -> stop.member == member);
    member.kill();
    Thread.sleep(random.nextInt(800));
    soak.start(member);
    member.awaitJoined();
    soak.work(member);
  }

  /** Everything is as it was, and everybody goes on. */
  void heal() throws IOException, InterruptedException {
    network.heal();
    for (final Stop stop : stops) {
      stop.member.goOn();
      soak.books().life(stop.member.life()).stops.add(new Span(stop.since, System.nanoTime()));
    }
    stops.clear();
  }
}
