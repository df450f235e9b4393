package dev.quell.server.wire;

/**
 * How much one message may ask of the server.
 *
 * @param messageBytes of a frame, and of a message after decompression
 * @param documentBytes of the body, and of each document of a sequence
 * @param mergedBytes of the body after the sequences were merged into it, which adds a key for each document
 * @param depth how deeply documents and arrays may nest, the body itself being 1
 */
public record WireLimits(int messageBytes, int documentBytes, int mergedBytes, int depth) {
  /** What MongoDB allows: 48,000,000 bytes, 16 MiB and 16 KiB more for a document, and 100 levels. */
  public static final WireLimits DEFAULT = new WireLimits(48_000_000, (16 << 20) + (16 << 10), 64 << 20, 100);

  /**
   * Limits.
   *
   * @throws IllegalArgumentException if one is not positive, or {@code messageBytes} has no room for a header
   */
  public WireLimits {
    if (messageBytes < MessageHeader.BYTES || documentBytes < 1 || mergedBytes < 1 || depth < 1) {
      throw new IllegalArgumentException("limits that no message can meet: " + messageBytes + " bytes in a message, "
          + documentBytes + " in a document, " + mergedBytes + " merged, depth " + depth);
    }
  }
}
