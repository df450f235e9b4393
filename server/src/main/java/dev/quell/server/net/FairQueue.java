package dev.quell.server.net;

import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait for a thread. Those of one user go in the order in which they came; users take turns, so a user with
 * one task waits for one of each other at most. What waits can be taken out of the middle. Every step costs the same,
 * however many wait. Without a bound: each connection has one task here.
 */
final class FairQueue extends AbstractQueue<Runnable> implements BlockingQueue<Runnable> {
  private final Function<Runnable, Object> userOf;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  /** The user whose turn it is comes first. None is without tasks. */
  private final Map<Object, LinkedHashSet<Runnable>> byUser = new LinkedHashMap<>();
  private int size;

  /** @param userOf whose a task is, by equality; the same for all if they are to go in the order in which they came */
  FairQueue(final Function<Runnable, Object> userOf) {
    this.userOf = userOf;
  }

  @Override
  public boolean offer(final Runnable task) {
    lock.lock();
    try {
      if (byUser.computeIfAbsent(userOf.apply(task), user -> new LinkedHashSet<>()).add(task)) {
        size++;
        notEmpty.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean offer(final Runnable task, final long timeout, final TimeUnit unit) {
    return offer(task);
  }

  @Override
  public void put(final Runnable task) {
    offer(task);
  }

  @Override
  public @Nullable Runnable poll() {
    lock.lock();
    try {
      return next();
    } finally {
      lock.unlock();
    }
  }

  /** Null if there is none. The lock is held. */
  private @Nullable Runnable next() {
    final Iterator<Map.Entry<Object, LinkedHashSet<Runnable>>> users = byUser.entrySet().iterator();
    if (!users.hasNext()) {
      return null;
    }
    final Map.Entry<Object, LinkedHashSet<Runnable>> first = users.next();
    final Object user = first.getKey();
    final LinkedHashSet<Runnable> tasks = first.getValue();
    final Iterator<Runnable> oldest = tasks.iterator();
    final Runnable task = oldest.next();
    oldest.remove();
    users.remove();
    if (!tasks.isEmpty()) {
      byUser.put(user, tasks); // behind the others
    }
    size--;
    return task;
  }

  @Override
  public @Nullable Runnable poll(final long timeout, final TimeUnit unit) throws InterruptedException {
    long left = unit.toNanos(timeout);
    lock.lockInterruptibly();
    try {
      while (size == 0) {
        if (left <= 0) {
          return null;
        }
        left = notEmpty.awaitNanos(left);
      }
      return next();
    } finally {
      lock.unlock();
    }
  }

  @Override
  @SuppressWarnings("NullAway") // there is one
  public Runnable take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (size == 0) {
        notEmpty.await();
      }
      return next();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean remove(final Object task) {
    lock.lock();
    try {
      final Object user = userOf.apply((Runnable) task);
      final LinkedHashSet<Runnable> tasks = byUser.get(user);
      if (tasks == null || !tasks.remove(task)) {
        return false;
      }
      if (tasks.isEmpty()) {
        byUser.remove(user);
      }
      size--;
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable Runnable peek() {
    lock.lock();
    try {
      return size == 0 ? null : byUser.values().iterator().next().iterator().next();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int remainingCapacity() {
    return Integer.MAX_VALUE;
  }

  @Override
  public int drainTo(final Collection<? super Runnable> other) {
    return drainTo(other, Integer.MAX_VALUE);
  }

  @Override
  public int drainTo(final Collection<? super Runnable> other, final int most) {
    lock.lock();
    try {
      int drained = 0;
      for (Runnable task = drained < most ? next() : null; task != null; task = drained < most ? next() : null) {
        other.add(task);
        drained++;
      }
      return drained;
    } finally {
      lock.unlock();
    }
  }

  /** What waits now, in any order; the queue is not changed through it. */
  @Override
  public Iterator<Runnable> iterator() {
    lock.lock();
    try {
      final List<Runnable> all = new ArrayList<>(size);
      byUser.values().forEach(all::addAll);
      return List.copyOf(all).iterator();
    } finally {
      lock.unlock();
    }
  }
}
