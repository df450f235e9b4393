package dev.quell.bench.peer;

/** A work in a {@link ListSession}, whose lock guards the links; one run after another. */
final class Work extends Killable {
  ListSession session;
  Work next;
  Work before;
}
