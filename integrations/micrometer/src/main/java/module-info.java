/** Shows a kill core of Quell to Micrometer: what runs, what was killed and why, and how fast it stopped. */
module dev.quell.micrometer {
  requires static org.jspecify;
  requires transitive dev.quell;
  requires transitive micrometer.core;

  exports dev.quell.micrometer;
}
