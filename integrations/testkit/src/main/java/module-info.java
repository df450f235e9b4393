/** Finds, in tests, work that is left behind in a core, and work that does not stop when it is killed. */
module dev.quell.testkit {
  requires static transitive org.jspecify;
  requires transitive dev.quell;
  requires transitive org.junit.jupiter.api;
  requires org.junit.platform.launcher;

  exports dev.quell.testkit;

  provides org.junit.platform.launcher.LauncherSessionListener with
      dev.quell.testkit.internal.WatchFromTheStart;
}
