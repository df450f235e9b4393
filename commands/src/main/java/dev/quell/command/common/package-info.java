/**
 * What a command and a stage are, and what they are given to work with. Knows no single command, and nothing of who
 * looks them up.
 */
@NullMarked
package dev.quell.command.common;

import org.jspecify.annotations.NullMarked;
