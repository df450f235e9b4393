/** Runs JDBC statements as operations of Quell: a kill cancels them in the database. */
module dev.quell.jdbc {
  requires static org.jspecify;
  requires transitive dev.quell;
  requires transitive java.sql;

  exports dev.quell.jdbc;
}
