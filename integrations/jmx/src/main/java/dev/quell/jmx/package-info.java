/**
 * A core in JMX: what runs in it, and kills, from any console. Start with {@link dev.quell.jmx.QuellJmx}.
 *
 * <p><b>Null:</b> no argument and no result is null, unless a method says otherwise.
 */
@NullMarked
package dev.quell.jmx;

import org.jspecify.annotations.NullMarked;
