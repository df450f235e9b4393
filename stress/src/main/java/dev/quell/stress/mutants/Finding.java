package dev.quell.stress.mutants;

/** What a test found out about a mutant, and how. */
public enum Finding {
  /** Nothing. */
  NOTHING(""),
  /** An outcome that it forbids, or, in a unit test, an assertion that fails: what the test is there for. */
  FORBIDDEN(""),
  /** Some code threw what nobody expects: the mutant was noticed, but not for the reason that the test has. */
  EXCEPTION("by exception"),
  /** Some code did not come to its end. */
  HANGING("by hanging");

  private final String remark;

  Finding(final String remark) {
    this.remark = remark;
  }

  /** What the report says of it beside the name of the test. */
  String remark() {
    return remark;
  }

  /** Whether a mutant that is expected to be noticed this way, or null if in no special way, is caught. */
  boolean isCatch(final Finding expected) {
    return this == FORBIDDEN || this != NOTHING && this == expected;
  }
}
