/** Runs the calls of a gRPC server as operations of Quell: a kill cancels them. */
module dev.quell.grpc {
  requires static org.jspecify;
  requires transitive dev.quell;
  requires transitive io.grpc;

  exports dev.quell.grpc;
}
