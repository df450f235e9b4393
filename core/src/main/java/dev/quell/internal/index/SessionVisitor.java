package dev.quell.internal.index;

/** Is shown sessions by their handles. A handle may be stale by the time it is shown. */
@FunctionalInterface
public interface SessionVisitor {
  void visit(long handle);
}
