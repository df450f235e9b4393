/** Runs Mono and Flux of Reactor as operations of Quell: a kill ends them with an error. */
module dev.quell.reactor {
  requires static org.jspecify;
  requires transitive dev.quell;
  requires transitive reactor.core;
  requires transitive org.reactivestreams;

  exports dev.quell.reactor;
}
