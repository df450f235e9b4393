/**
 * What moves the protocol: hands it what arrives, what callers ask and the time, one after another, and does what it
 * decides.
 */
@NullMarked
package dev.quell.cluster.driver;

import org.jspecify.annotations.NullMarked;
