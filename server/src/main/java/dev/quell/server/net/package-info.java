/**
 * The network: listens, cuts streams into messages, and has each command run on the right threads, those of a
 * connection one after another. Never runs a command on an event loop. Knows of commands only the handshake.
 */
@NullMarked
package dev.quell.server.net;

import org.jspecify.annotations.NullMarked;
