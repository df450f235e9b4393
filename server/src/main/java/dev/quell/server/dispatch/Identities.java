package dev.quell.server.dispatch;

import dev.quell.command.Caller;

/** Says who a connection is, now: its owner with the roles and privileges held at this moment. Thread-safe. */
@FunctionalInterface
public interface Identities {
  /** Asked at the start of every command; costs a look-up. */
  Caller callerOf(Client client);
}
