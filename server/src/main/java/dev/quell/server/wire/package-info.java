/**
 * Bytes to messages and back: the MongoDB wire protocol as far as today's clients speak it. Knows no threads, no
 * connections and no commands.
 */
@NullMarked
package dev.quell.server.wire;

import org.jspecify.annotations.NullMarked;
