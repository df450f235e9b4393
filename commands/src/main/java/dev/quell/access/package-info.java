/**
 * Who may do what: actions on resources, the privileges that allow them, and the roles that hold privileges. In the
 * words of MongoDB's role-based access control; knows nothing of commands.
 */
@NullMarked
package dev.quell.access;

import org.jspecify.annotations.NullMarked;
