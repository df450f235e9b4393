package dev.quell.server.dispatch;

/** What a command has ready since it was received: its arguments, or a cursor that it has pinned. */
@FunctionalInterface
public interface Preparation {
  /** The command will not be run: it was killed while it waited, or is refused. Called once, by who holds it. */
  void giveUp();
}
