/**
 * The public API of Quell, a library that kills sessions as MongoDB's {@code killAllSessionsByPattern} does. Start with
 * {@link dev.quell.KillCore}.
 *
 * <p><b>Words:</b> an <em>owner</em> is the identity behind a {@link dev.quell.Uid}, with the {@link dev.quell.Role}s
 * that it holds now. A {@link dev.quell.Session} is a client-chosen UUID and an owner. An {@link dev.quell.Operation}
 * runs in a session or in none, and polls to learn that it was killed. A {@link dev.quell.Cursor} outlives the
 * operation that opened it. A {@link dev.quell.KillPattern} says whose work to kill.
 *
 * <p><b>Null:</b> unless a method says otherwise, no argument and no result is null. A null argument is refused with a
 * {@link java.lang.NullPointerException} that names it, before anything is changed. Some methods first check whether
 * the core is open or the operation runs. A method that may have no result returns an {@link java.util.Optional}.
 *
 * <p><b>Host and client:</b> the <em>host</em> is the server that uses Quell; a <em>client</em> is a client of that
 * server.
 */
@NullMarked
package dev.quell;

import org.jspecify.annotations.NullMarked;
