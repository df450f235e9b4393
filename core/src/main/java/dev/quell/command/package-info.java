/**
 * The session-kill commands of MongoDB on top of a {@link dev.quell.KillCore}: a host with a wire protocol of its own
 * hands in a command as a BSON document and says who asks, and gets the reply as a BSON document.
 *
 * <p>Data flows one way: command, authorisation, patterns, core. Needs {@code org.mongodb:bson} on the class path,
 * which the rest of the library does without.
 */
package dev.quell.command;
