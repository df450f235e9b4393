package dev.quell.demo;

import dev.quell.ClosedCoreException;
import dev.quell.Cursor;
import dev.quell.CursorException;
import dev.quell.KillCause;
import dev.quell.KillCore;
import dev.quell.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A cursor: idle, or pinned all the time by one {@link Worker}. */
final class OpenCursor implements Work {
  private final KillCore core;
  private final Place place;
  private final List<Resource> resources = new ArrayList<>();
  private volatile Resource resource;
  private volatile Cursor cursor;
  private int codeOfNextUse;

  OpenCursor(final KillCore core, final Place place) {
    this.core = core;
    this.place = place;
  }

  /** What the cursor keeps open; it notes whether it is closed once, and not under its user. */
  private static final class Resource implements AutoCloseable {
    private final AtomicInteger closes = new AtomicInteger();
    private volatile boolean inUse;
    private volatile boolean closedInUse;

    @Override
    public void close() {
      closedInUse |= inUse;
      closes.incrementAndGet();
    }
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public boolean exempt() {
    return false;
  }

  long id() {
    return cursor.id();
  }

  @Override
  public void start() {
    resource = new Resource();
    resources.add(resource);
    cursor = place == null ? core.openCursor(resource) : core.session(place.id, place.owner).openCursor(resource);
  }

  @Override
  public void stop() {
    cursor.close();
  }

  void pin(final Operation operation) {
    cursor.pin(operation);
    resource.inUse = true;
  }

  void unpin() {
    resource.inUse = false;
    cursor.unpin();
  }

  @Override
  public String faultIfSpared() {
    return cursor.isOpen() && resource.closes.get() == 0 ? null : this + " is closed though no kill should hit it";
  }

  @Override
  public String faultIfKilled(final Predicate<KillCause> expected) throws InterruptedException {
    final long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    while (resource.closes.get() == 0 && System.nanoTime() < giveUp) {
      TimeUnit.MILLISECONDS.sleep(1); // the core closes resources on a thread of its own
    }
    codeOfNextUse = useOnceMore();
    if (cursor.isOpen() || core.findCursor(cursor.id()).isPresent() || codeOfNextUse == 0) {
      return this + " is still there";
    }
    return faultOfResources();
  }

  private int useOnceMore() {
    try (Operation operation = core.begin("next use")) {
      cursor.pin(operation);
      cursor.unpin();
      return 0;
    } catch (final CursorException | ClosedCoreException e) {
      return e.code();
    }
  }

  /** What its next user was told. After {@link #faultIfKilled}. */
  int codeOfNextUse() {
    return codeOfNextUse;
  }

  private String faultOfResources() {
    for (final Resource each : resources) {
      if (each.closes.get() != 1) {
        return "a resource of " + this + " was closed " + each.closes.get() + " times";
      }
      if (each.closedInUse) {
        return "a resource of " + this + " was closed while an operation used it";
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return "the cursor in " + place;
  }
}
