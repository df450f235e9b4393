/**
 * Tools for the tests of a host, with JUnit 6. {@link dev.quell.testkit.LeavesNothing} fails a test that leaves work
 * behind. {@link dev.quell.testkit.KillPoints} kills a piece of work at each of its polls and checks that it stops.
 *
 * <p>While this artifact is on the class path of a test run, the cores that are made there tell the kit when their
 * operations poll. Each poll costs some nanoseconds more then. Production, without this artifact, pays nothing.
 *
 * <p><b>Null:</b> no argument and no result is null, unless a method says otherwise.
 */
@NullMarked
package dev.quell.testkit;

import org.jspecify.annotations.NullMarked;
