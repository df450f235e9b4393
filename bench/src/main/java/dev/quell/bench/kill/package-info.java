/** Kills, and their explanations: by UUID, owner and role, few and many matches, idle and busy sessions. */
package dev.quell.bench.kill;
