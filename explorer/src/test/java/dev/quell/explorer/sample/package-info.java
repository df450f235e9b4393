/** Faults that the explorer must see. In a package of their own, because they are loaded as the core is. */
package dev.quell.explorer.sample;
