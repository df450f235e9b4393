package dev.quell.server;

import java.util.Optional;

/** Which Quell this is, and which MongoDB it speaks like. */
public final class BuildVersion {
  /** The server whose wire version and replies this one's are like; clients choose what they send by it. */
  public static final String MONGODB = "7.0.0";

  private BuildVersion() {}

  /** From the manifest of the jar; {@code unpackaged} if the classes are not in one. */
  public static String quell() {
    return Optional.ofNullable(BuildVersion.class.getPackage().getImplementationVersion()).orElse("unpackaged");
  }
}
