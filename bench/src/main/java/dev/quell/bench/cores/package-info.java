/** What threads in different sessions cost each other. */
package dev.quell.bench.cores;
