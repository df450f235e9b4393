/**
 * The public API of Quell. Start with {@link dev.quell.KillCore}.
 *
 * <p>Words: an <em>owner</em> is the identity behind a {@link dev.quell.Uid}, with the {@link dev.quell.Role}s it holds
 * now. A {@link dev.quell.Session} is a client-chosen UUID and an owner. An {@link dev.quell.Operation} runs in a
 * session, or in none, and polls to learn that it was killed. A {@link dev.quell.Cursor} outlives the operation that
 * opened it. A {@link dev.quell.KillPattern} says whose work to kill.
 *
 * <p>Unless a method says otherwise, no argument and no result is null. A null argument is refused with a {@link
 * java.lang.NullPointerException} that names it, before anything is changed. A closed core is the one thing that some
 * methods check first; they throw {@link dev.quell.ClosedCoreException} then. A method that may have nothing to answer
 * returns an {@link java.util.Optional}.
 */
package dev.quell;
