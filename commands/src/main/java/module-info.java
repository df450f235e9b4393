/** The session-kill commands of MongoDB, in BSON, and the roles that decide who may run them, on top of the core. */
module dev.quell.commands {
  requires static org.jspecify;
  requires transitive dev.quell;
  requires transitive org.mongodb.bson;
  requires org.agrona;

  exports dev.quell.access;
  exports dev.quell.command;
}
