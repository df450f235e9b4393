/**
 * The session-kill commands of MongoDB on top of a {@link dev.quell.KillCore}: a host with a wire protocol of its own
 * hands in a command as a BSON document and says who asks, and gets the reply as a BSON document.
 *
 * <p>Data flows one way: command, authorisation, patterns, core. BSON is {@code org.mongodb:bson}.
 */
@NullMarked
package dev.quell.command;

import org.jspecify.annotations.NullMarked;
