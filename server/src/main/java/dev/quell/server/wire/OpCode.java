package dev.quell.server.wire;

/** The kinds of message that are read or written here; all others belong to clients older than ten years. */
final class OpCode {
  static final int REPLY = 1;
  static final int QUERY = 2004;
  static final int COMPRESSED = 2012;
  static final int MSG = 2013;

  private OpCode() {}
}
