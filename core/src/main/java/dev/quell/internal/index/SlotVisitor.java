package dev.quell.internal.index;

/** Receives slots that may hold a session with the requested UUID; it checks each itself. */
@FunctionalInterface
public interface SlotVisitor {
  void visit(int slot);
}
