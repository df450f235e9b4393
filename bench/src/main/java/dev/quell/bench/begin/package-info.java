/** Begin, end, find and poll: what every operation pays. */
package dev.quell.bench.begin;
