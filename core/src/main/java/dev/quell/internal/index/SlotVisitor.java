package dev.quell.internal.index;

/** Is shown slots that may hold a session that was asked for; it looks itself. */
@FunctionalInterface
public interface SlotVisitor {
  void visit(int slot);
}
