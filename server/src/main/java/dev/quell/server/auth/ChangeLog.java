package dev.quell.server.auth;

import dev.quell.server.dispatch.CommandCall;
import org.slf4j.Logger;

/** Says who has changed users or roles. */
final class ChangeLog {
  private ChangeLog() {}

  /** A line with names that cannot make two of it. Never given a password. */
  static void changed(final Logger log, final CommandCall call, final String what, final Object whom) {
    if (log.isInfoEnabled()) {
      final String by = call.caller().name().isEmpty() ? "nobody" : call.caller().name();
      log.info("{} by {} at {} {} {}",
          call.name(), Names.shown(by), call.client().remote(), Names.shown(what), Names.shown(whom.toString()));
    }
  }
}
