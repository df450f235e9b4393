package dev.quell.internal.deadline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Objects on their way into the wheel: stacks, of which each thread uses one of its own as a rule. The objects are
 * linked to each other, so a push allocates nothing.
 *
 * <p><b>Threads:</b> any pushes; the agent's polls. <b>Progress:</b> lock-free; a push that meets another one goes on
 * to the next stack.
 */
final class Inbox {
  /*
   * Edges         IB-E1  push CAS(head) -> poll getAndSet(head): next, of this object and of those below
   * Tests         IB-E1  TimingWheelStress.IB_E1_PushVsPush, TimingWheelStress.IB_E1_PushVsDrain
   */

  private static final VarHandle HEADS = MethodHandles.arrayElementVarHandle(Timed[].class);
  /** Stacks are so many references apart: 128 bytes, two cache lines, or more. */
  private static final int APART_BITS = 5;

  private final @Nullable Timed[] heads;
  private final int mask;

  // The agent's.
  private int at;
  private @Nullable Timed taken;

  /** @param stacks a power of two */
  Inbox(final int stacks) {
    heads = new Timed[(stacks + 2) << APART_BITS];
    mask = stacks - 1;
  }

  private static int index(final int stack) {
    return (stack + 1) << APART_BITS;
  }

  /** Pushes the object. Once, by the thread that has set INBOX. */
  void push(final Timed timed) {
    int stack = own();
    while (true) {
      final Timed head = (Timed) HEADS.getOpaque(heads, index(stack)); // opaque: the CAS decides
      timed.next = head; // TW-I2
      if (HEADS.compareAndSet(heads, index(stack), head, timed)) { // IB-E1 release
        return;
      }
      stack = stack + 1 & mask;
    }
  }

  private int own() {
    return (int) Thread.currentThread().getId() & mask;
  }

  /**
   * Takes the object out again if it is the last one that was pushed onto the thread's own stack. For its user, who
   * alone pushes it: so if it is on top, nobody has taken it out since, and below it is what it was pushed onto.
   */
  boolean withdraw(final Timed timed) {
    final int index = index(own());
    if (HEADS.getOpaque(heads, index) != timed // opaque: the CAS decides
        || !HEADS.compareAndSet(heads, index, timed, timed.next)) { // TW-I2; IB-E1 release
      return false;
    }
    timed.next = null; // TW-I2; it may outlive the others
    return true;
  }

  /**
   * Takes an object out; null if there was none in the stacks that are left of this round. After null the next round
   * begins. For the agent.
   */
  @Nullable
  Timed poll() {
    while (taken == null) {
      if (at > mask) {
        at = 0;
        return null;
      }
      final int index = index(at++);
      if (HEADS.getOpaque(heads, index) != null) { // opaque: a hint; what is missed is there in the next round
        taken = (Timed) HEADS.getAndSet(heads, index, null); // IB-E1 acquire
      }
    }
    final Timed polled = taken;
    taken = polled.next;
    polled.next = null; // it may outlive the others
    return polled;
  }
}
