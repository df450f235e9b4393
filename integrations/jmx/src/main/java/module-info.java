/** What runs in a core, and kills, from any JMX console. */
module dev.quell.jmx {
  requires static org.jspecify;
  requires transitive dev.quell;
  requires transitive java.management;

  exports dev.quell.jmx;
}
