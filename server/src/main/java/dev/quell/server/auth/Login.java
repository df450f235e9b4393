package dev.quell.server.auth;

import dev.quell.server.dispatch.Client;
import java.util.Optional;
import java.util.UUID;

/**
 * What a connection keeps of its logins: the one under way, and which user has logged in. The latter tells a user from
 * one of the same name that was made after this one was dropped. Immutable.
 *
 * @param pending the conversation under way
 * @param user who has logged in, by its id
 */
record Login(Optional<Conversation> pending, Optional<UUID> user) {
  private static final Login NONE = new Login(Optional.empty(), Optional.empty());

  static Login of(final Client client) {
    return client.login() instanceof Login login ? login : NONE;
  }

  /** Keeps a conversation in place of the one before it. */
  static void keep(final Client client, final Conversation conversation) {
    client.login(new Login(Optional.of(conversation), of(client).user));
  }

  /** Drops the conversation, if there is one; answers it. */
  static Optional<Conversation> drop(final Client client) {
    final Login before = of(client);
    if (before.pending.isPresent()) {
      client.login(new Login(Optional.empty(), before.user));
    }
    return before.pending;
  }

  static void in(final Client client, final User user) {
    client.user(Optional.of(user.name()));
    client.login(new Login(Optional.empty(), Optional.of(user.id())));
  }

  static void out(final Client client) {
    client.user(Optional.empty());
    client.login(null);
  }
}
