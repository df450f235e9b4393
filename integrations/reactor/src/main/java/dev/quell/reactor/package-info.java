/**
 * Runs Mono and Flux of Reactor as operations of Quell. Start with {@link dev.quell.reactor.Killable}.
 *
 * <p><b>Null:</b> unless a method says otherwise, no argument and no result is null. A null argument is refused with a
 * {@link java.lang.NullPointerException} that names it, before anything is changed.
 */
@NullMarked
package dev.quell.reactor;

import org.jspecify.annotations.NullMarked;
