/**
 * Quell, a session kill core: knows every session, operation and cursor of a server and kills all that match a pattern.
 */
@SuppressWarnings("module") // the test kit is made after the core
module dev.quell {
  requires static jdk.jfr;
  requires static transitive org.jspecify;
  requires transitive org.agrona;

  exports dev.quell;
  exports dev.quell.internal.operation to dev.quell.testkit;
}
