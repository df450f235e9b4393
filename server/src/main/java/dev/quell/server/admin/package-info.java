/**
 * The commands about the server itself: what it is, how it does, what it was told; and the adapter that makes the
 * session commands of the core commands of the server. Knows nothing of data, users or the network but what a {@link
 * dev.quell.server.admin.ServerView} tells.
 */
@NullMarked
package dev.quell.server.admin;

import org.jspecify.annotations.NullMarked;
