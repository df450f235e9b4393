/** What JUnit calls by itself. */
@NullMarked
package dev.quell.testkit.internal;

import org.jspecify.annotations.NullMarked;
