/** Who has sessions, and which roles it holds now. */
package dev.quell.internal.owner;
