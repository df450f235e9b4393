/** Runs the shipped classes of the core in many schedules, by Fray: parks, threads and executors included. */
package dev.quell.explorer;
