package dev.quell.samples;

import com.zaxxer.hikari.HikariDataSource;

/** What quell-jdbc's part of docs/integrations.md presumes. */
abstract class JdbcFrame extends Frame {
  final HikariDataSource pool = new HikariDataSource();
  final String sql = "SELECT X FROM SYSTEM_RANGE(1, 3)";

  JdbcFrame() {
    pool.setJdbcUrl("jdbc:h2:mem:");
    pool.setMaximumPoolSize(1);
  }

  @Override
  public void close() {
    super.close();
    pool.close();
  }
}
