/** From raw results to a page, pictures and a comparison of two runs. Nothing here measures. */
package dev.quell.bench.report;
