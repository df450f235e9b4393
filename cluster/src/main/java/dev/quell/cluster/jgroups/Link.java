package dev.quell.cluster.jgroups;

import dev.quell.cluster.jgroups.Frames.Hello;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.blocks.cs.TcpServer;
import org.jgroups.stack.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The way to one address: a bounded queue, and a thread that connects, sends and pings. So a receiver that has stopped
 * reading, or that cannot be reached, holds up nobody else.
 */
final class Link implements Runnable {
  static final long PING_MILLIS = 500;

  private static final int MAX_QUEUED = 16_384;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;
  /** Half of what sockets take at least: see {@link Sockets}. */
  private static final int SURE_BYTES = Sockets.BUFFER_BYTES / 2;
  /** How much is read until the other side is told. */
  private static final int TELL_BYTES = SURE_BYTES / 8;
  /** What one address may send in a tenth of a second before it is slowed down. */
  private static final int MAX_FRAMES_PER_WINDOW = 10_000;
  private static final long MAX_BYTES_PER_WINDOW = 32L << 20;
  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  final IpAddress address;
  private final TcpServer server;
  private final Notices notices;
  private final Room room;
  private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
  private final AtomicLong queuedBytes = new AtomicLong();
  private final Thread sender;

  /** Who is at the other end; null while there is no connection on which it has said so. */
  private volatile @Nullable Hello peer;
  /** When it was last of use: made, asked for, or ready. */
  private volatile long lastWanted = System.nanoTime();
  private volatile boolean closed;
  /** Whether a member has ever been there. */
  private volatile boolean spoken;
  /** The latest connection; null if it has been closed. */
  private volatile @Nullable Connection connection;
  /** Whether a thread writes. */
  private final AtomicBoolean writing = new AtomicBoolean();
  /** What has been sent, and the other side has not said that it has read it. */
  private final AtomicLong unheardBytes = new AtomicLong();
  private long nextAttempt = System.nanoTime(); // of the writer
  private long pauseMillis; // of the writer

  private long windowBegan; // of the reader, as the next three
  private int framesInWindow;
  private long bytesInWindow;
  private int untoldBytes;

  Link(final IpAddress address, final TcpServer server, final Notices notices, final Room room, final Threads threads) {
    this.address = address;
    this.server = server;
    this.notices = notices;
    this.room = room;
    sender = threads.newThread(this, "to " + address);
  }

  void start() {
    sender.start();
  }

  @Nullable
  Hello peer() {
    return peer;
  }

  void ready(final Hello hello) {
    peer = hello;
    spoken = true;
    lastWanted = System.nanoTime();
  }

  void opened(final Connection fresh) {
    connection = fresh;
    unheardBytes.set(0);
  }

  void closed(final Connection old) {
    if (connection == old) {
      connection = null;
    }
  }

  /** There is no connection any more. */
  void down() {
    peer = null;
    empty();
  }

  private void empty() {
    for (byte[] next = queue.poll(); next != null; next = queue.poll()) {
      taken(next);
    }
  }

  /** The frame is not in the queue any more: each is taken once, so that the room for it comes back once. */
  private void taken(final byte[] frame) {
    queuedBytes.addAndGet(-frame.length);
    room.giveBack(frame.length);
  }

  void want() {
    lastWanted = System.nanoTime();
  }

  /**
   * Whether it is of no more use.
   *
   * @param strangerNanos after so long, if no member ever spoke here
   * @param memberNanos after so long, if one did
   */
  boolean isStale(final long strangerNanos, final long memberNanos) {
    return peer == null && System.nanoTime() - lastWanted > (spoken ? memberNanos : strangerNanos);
  }

  /**
   * Takes a frame to be sent, or drops it and says so. Sends it at once, without a change of threads, if nothing waits
   * before it and the network takes it for sure: it has room for so much more than the other side has not read yet. A
   * thread that reads may call this, so it must not wait for the other side: that may do the same.
   */
  boolean offer(final byte[] frame) {
    final Connection open = connection;
    if (open != null && peer != null && queue.isEmpty() && unheardBytes.get() + frame.length < SURE_BYTES
        && writing.compareAndSet(false, true)) { // atomic: one writer at a time
      try {
        unheardBytes.addAndGet(frame.length);
        open.send(frame, 0, frame.length); // through the server it would connect anew, which takes time
        return true;
      } catch (final Exception e) {
        notices.debug("cannot send to " + address + ": " + e);
        return false; // its reader finds out, and the sender connects anew
      } finally {
        writing.set(false);
      }
    }
    return !closed && enqueue(frame);
  }

  private boolean enqueue(final byte[] frame) {
    if (!room.take(frame.length)) {
      return false;
    }
    if (queuedBytes.addAndGet(frame.length) > room.mostOfAReceiver() || !queue.offer(frame)) {
      taken(frame);
      return false;
    }
    if (closed) { // meanwhile, and its thread may have looked at the queue for the last time
      empty();
    }
    return true;
  }

  /** The other side has read so much more. */
  void heard(final int bytes) {
    unheardBytes.updateAndGet(before -> Math.max(0, before - bytes)); // atomic: others send
  }

  /**
   * Takes note that a whole frame has been read, and tells the other side: only now has the socket room for so much
   * more. Told sooner, a large frame that waits for its turn would let the other side write, and wait, behind it.
   */
  void read(final int length) {
    untoldBytes += length;
    if (untoldBytes >= TELL_BYTES && offer(Frames.heard(untoldBytes))) {
      untoldBytes = 0;
    }
  }

  /** Takes note of what comes, and slows the reader of this link down when it is too much. */
  void admit(final int length) throws InterruptedException {
    final long now = System.nanoTime();
    if (now - windowBegan > WINDOW_NANOS) {
      windowBegan = now;
      framesInWindow = 0;
      bytesInWindow = 0;
    }
    bytesInWindow += length;
    if (++framesInWindow > MAX_FRAMES_PER_WINDOW || bytesInWindow > MAX_BYTES_PER_WINDOW) {
      notices.ofOthers("flood", address + " sends more than is taken: it is slowed down", null);
      TimeUnit.NANOSECONDS.sleep(Math.max(0, windowBegan + WINDOW_NANOS - now));
    }
  }

  @Override
  public void run() {
    try {
      sendInTurn(Frames.PING_FRAME); // connects
      while (!closed) {
        final byte[] next = queue.poll(PING_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          taken(next);
        }
        if (!closed) {
          sendInTurn(next == null ? Frames.PING_FRAME : next);
        }
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } finally {
      empty();
    }
  }

  private void sendInTurn(final byte[] frame) {
    while (!writing.compareAndSet(false, true)) { // atomic: a caller writes, which takes microseconds
      LockSupport.parkNanos(20_000);
    }
    try {
      send(frame);
    } finally {
      writing.set(false);
    }
  }

  private void send(final byte[] frame) {
    final boolean connected = server.connectionEstablishedTo(address);
    if (!connected && System.nanoTime() - nextAttempt < 0) {
      return;
    }
    try {
      unheardBytes.addAndGet(frame.length);
      server.send(address, frame, 0, frame.length);
      pauseMillis = 0;
    } catch (final Exception e) {
      notices.debug("cannot send to " + address + ": " + e);
      pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis + PING_MILLIS / 2);
      nextAttempt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
    }
  }

  /** Ends the thread, after what is queued if it has a connection. */
  void close() {
    closed = true;
    sender.interrupt();
  }

  /** Waits a little until everything has been handed to the network. */
  void drain() throws InterruptedException {
    final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
    while (!queue.isEmpty() && System.nanoTime() - deadline < 0) {
      Thread.sleep(2);
    }
  }
}
