package dev.quell.server.cli;

import dev.quell.server.BuildVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "quell-server " + BuildVersion.quell(),
      "speaks like MongoDB " + BuildVersion.MONGODB,
      "Java " + Runtime.version()
    };
  }
}
