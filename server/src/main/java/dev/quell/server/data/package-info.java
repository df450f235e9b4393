/**
 * The data of the server and the commands that read and write it, so that there is real work to kill. {@link
 * dev.quell.server.data.DataCommands} makes the commands; the packages below each serve one idea: {@code command} uses
 * {@code cursor}, that uses {@code query}, that uses {@code store}. Knows nothing of the network or of logins.
 */
@NullMarked
package dev.quell.server.data;

import org.jspecify.annotations.NullMarked;
