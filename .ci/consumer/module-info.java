/** The smallest host, as a module. */
module host {
  requires dev.quell;
}
