/** A kill on every member of a cluster, and on nothing that began after it. */
module dev.quell.cluster {
  requires static jdk.jfr;
  requires static org.jspecify;
  requires transitive dev.quell;
  requires org.jgroups;

  exports dev.quell.cluster;
}
