/** From what was measured to what is shown: results of JMH and of the programs, rows, tables. Nothing here measures. */
package dev.quell.bench.report;
