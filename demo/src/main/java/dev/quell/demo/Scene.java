package dev.quell.demo;

import dev.quell.KillCore;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.UserName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** All sessions and all work, in books that owe nothing to the core: what a kill should hit is counted here. */
final class Scene {
  static final Role READ_WRITE = Role.of("readWrite", "app");
  static final Role READ = Role.of("read", "app");
  static final Role MONITOR = Role.of("clusterMonitor", "admin");

  static final Owner ALICE = Owner.of("alice", "app", READ_WRITE);
  static final Owner BOB = Owner.of("bob", "app", READ);
  static final Owner CAROL = Owner.of("carol", "app", READ_WRITE, MONITOR);
  static final Owner DAVE = Owner.of("dave", "ops", MONITOR);

  /** A UUID that both Alice and Bob chose: two sessions. */
  static final UUID SHARED = UUID.fromString("5a5a5a5a-0000-4000-8000-000000000001");

  final KillCore core;
  final List<Place> places = new ArrayList<>();
  final List<Worker> workers = new ArrayList<>();
  final List<OpenCursor> cursors = new ArrayList<>();

  Scene(final KillCore core) throws InterruptedException {
    this.core = core;
    addPlace(SHARED, ALICE);
    addPlace(SHARED, BOB);
    addPlaces(2, ALICE);
    addPlaces(2, BOB);
    addPlaces(2, CAROL);
    addPlaces(1, DAVE);
    addPlaces(1, Owner.unauthenticated());
    workers.add(new Worker(core, places.get(0), Worker.Kind.POLLS, true, null));
    workers.add(new Worker(core, null, Worker.Kind.POLLS, false, null));
    cursors.add(new OpenCursor(core, null));
    start(work -> true);
  }

  private void addPlaces(final int count, final Owner owner) {
    for (int i = 0; i < count; i++) {
      addPlace(UUID.randomUUID(), owner);
    }
  }

  private void addPlace(final UUID id, final Owner owner) {
    final Place place = new Place(id, owner);
    final OpenCursor pinned = new OpenCursor(core, place);
    places.add(place);
    cursors.add(pinned);
    cursors.add(new OpenCursor(core, place));
    workers.add(new Worker(core, place, Worker.Kind.POLLS, false, pinned));
    workers.add(new Worker(core, place, Worker.Kind.SLEEPS, false, null));
    workers.add(new Worker(core, place, Worker.Kind.BLOCKS, false, null));
  }

  /** Starts what is chosen, which must not be running. */
  void start(final Predicate<Work> chosen) throws InterruptedException {
    for (final Work work : work(chosen)) {
      work.start();
    }
  }

  /** Ends what is chosen without a kill, and begins it anew. */
  void restart(final Predicate<Work> chosen) throws InterruptedException {
    stop(chosen);
    start(chosen);
  }

  private void stop(final Predicate<Work> chosen) throws InterruptedException {
    final List<Work> all = work(chosen);
    for (int i = all.size() - 1; i >= 0; i--) {
      all.get(i).stop(); // operations before the cursors that they pin
    }
  }

  /** Ends a session, and opens it anew with all its work. */
  void reopen(final Place place) throws InterruptedException {
    final Predicate<Work> inIt = work -> work.place() == place;
    stop(inIt);
    core.findSession(place.id, place.owner.uid()).orElseThrow().end();
    start(inIt);
  }

  /** The chosen work, cursors first. */
  List<Work> work(final Predicate<Work> chosen) {
    final List<Work> found = new ArrayList<>(cursors);
    found.addAll(workers);
    found.removeIf(chosen.negate());
    return found;
  }

  static UserName name(final Owner owner) {
    return owner.name().orElseThrow();
  }

  /** A session of one of these owners. */
  static Predicate<Place> of(final Owner... owners) {
    final List<Owner> all = List.of(owners);
    return place -> all.stream().anyMatch(place.owner::sameIdentity);
  }

  /** A session whose owner holds the role now. */
  static Predicate<Place> holding(final Role role) {
    return place -> place.owner.roles().contains(role);
  }

  static Predicate<Place> shared() {
    return place -> place.id.equals(SHARED);
  }

  /** Gives an owner other roles, in the core and in the books. */
  void replaceRoles(final Owner owner) {
    if (!core.replaceRoles(owner)) {
      throw new IllegalStateException(owner + " has no session");
    }
    places.stream().filter(of(owner)).forEach(place -> place.owner = owner);
  }

  @Override
  public String toString() {
    final StringBuilder text = new StringBuilder();
    final Set<Owner> seen = new HashSet<>();
    for (final Place place : places) {
      if (seen.add(place.owner)) {
        text.append(String.format(
            "  %-58s sessions: %d%n", place.owner, places.stream().filter(of(place.owner)).count()));
      }
    }
    return text.toString();
  }
}
