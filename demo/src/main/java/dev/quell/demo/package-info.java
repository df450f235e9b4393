/**
 * The demo: users with roles whose work is killed by every form of pattern, over the wire, with the official driver. It
 * keeps books of its own on what each kill should hit, and knows of the server only what a client knows.
 */
@NullMarked
package dev.quell.demo;

import org.jspecify.annotations.NullMarked;
