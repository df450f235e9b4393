package dev.quell.server.dispatch;

import dev.quell.command.ErrorCode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What becomes of each field of a command, or of a document in one. Changed while {@link FieldTable} is made, by one
 * thread; never after that.
 */
public final class FieldRow {
  /** What becomes of a field. */
  public enum Treatment {
    /** The command does what it says. */
    READ,
    /** The command is refused with a code, unless the value asks for nothing. */
    REFUSED,
    /** It would change nothing here, whatever it says. */
    NO_EFFECT
  }

  private final List<String> names;
  private final Map<String, Treatment> fields = new LinkedHashMap<>();
  private final Set<String> unstable = new TreeSet<>();
  private int code = ErrorCode.COMMAND_NOT_SUPPORTED;
  private boolean strict = true;
  private boolean stable;
  private boolean writes;
  private boolean readsWithConcern;

  /** @param names of the command and its other spellings, with blanks between them */
  FieldRow(final String names) {
    this.names = List.of(names.split(" ", -1));
  }

  // ---- making it

  FieldRow reads(final String some) {
    return put(some, Treatment.READ);
  }

  FieldRow refuses(final String some) {
    return put(some, Treatment.REFUSED);
  }

  /** The same, with another code than 115. */
  FieldRow refusesWith(final int otherCode, final String some) {
    code = otherCode;
    return put(some, Treatment.REFUSED);
  }

  FieldRow ignores(final String some) {
    return put(some, Treatment.NO_EFFECT);
  }

  private FieldRow put(final String some, final Treatment treatment) {
    for (final String field : some.split(" ", -1)) {
      if (fields.put(field, treatment) != null) {
        throw new IllegalStateException(names + " has the field " + field + " twice");
      }
    }
    return this;
  }

  /** It passes over fields that it does not know, or looks at them itself. */
  FieldRow lenient() {
    strict = false;
    return this;
  }

  /** Part of version 1 of the Stable API, without these fields. */
  FieldRow stable(final String... without) {
    stable = true;
    unstable.addAll(List.of(without));
    return this;
  }

  /** It takes a {@code writeConcern}. */
  FieldRow writes() {
    writes = true;
    return this;
  }

  /** It takes any {@code readConcern} that this server has; the others only the local one. */
  FieldRow readsWithConcern() {
    readsWithConcern = true;
    return this;
  }

  // ---- asking it

  /** The command, and its other spellings. */
  public List<String> names() {
    return names;
  }

  /** All fields but the first of a command and those that any command may have, in order. */
  public Map<String, Treatment> fields() {
    return Collections.unmodifiableMap(fields);
  }

  /** Whether the dispatcher refuses a field that is not known. */
  public boolean isStrict() {
    return strict;
  }

  /** The code with which it refuses what is {@link Treatment#REFUSED}. */
  public int code() {
    return code;
  }

  boolean isStable() {
    return stable;
  }

  boolean isUnstable(final String field) {
    return unstable.contains(field);
  }

  boolean takesWriteConcern() {
    return writes;
  }

  boolean takesReadConcern() {
    return readsWithConcern;
  }
}
