package dev.quell.server.auth;

import static dev.quell.server.auth.ScramMessage.malformed;

/**
 * The first message of a SCRAM client, for instance {@code n,,n=user,r=nonce}.
 *
 * @param header what says how the channel is bound, to be repeated by the client's second message
 * @param bare the rest, which is signed
 * @param user who wants to log in
 * @param nonce the client's
 */
record ClientFirst(String header, String bare, String user, String nonce) {

  static ClientFirst parse(final byte[] payload) {
    final String text = ScramMessage.decode(payload);
    final int afterFlag = text.indexOf(',');
    final int afterAuthorization = text.indexOf(',', afterFlag + 1);
    if (afterFlag < 0 || afterAuthorization < 0) {
      throw malformed("expected 'n,,n=user,r=nonce'");
    }
    requireUnbound(text.substring(0, afterFlag));
    final String bare = text.substring(afterAuthorization + 1);
    final String[] attributes = bare.split(",", -1);
    if (attributes[0].startsWith("m=")) {
      throw malformed("mandatory extensions are not supported");
    }
    if (attributes.length < 2) {
      throw malformed("expected 'n,,n=user,r=nonce'");
    }
    final String user = unescape(ScramMessage.value(attributes[0], 'n'));
    requireSelf(text.substring(afterFlag + 1, afterAuthorization), user);
    final String nonce = ScramMessage.nonce(ScramMessage.value(attributes[1], 'r'));
    ScramMessage.requireExtensions(attributes, 2, attributes.length);
    return new ClientFirst(text.substring(0, afterAuthorization + 1), bare, user, nonce);
  }

  /** {@code y}: the client could bind, and thinks that the server cannot, which is so. */
  private static void requireUnbound(final String flag) {
    if (flag.startsWith("p=")) {
      throw malformed("channel binding is not supported");
    }
    if (!flag.equals("n") && !flag.equals("y")) {
      throw malformed("the channel binding flag must be 'n' or 'y'");
    }
  }

  /** Nobody logs in as themselves to act as somebody else. */
  private static void requireSelf(final String authorization, final String user) {
    if (!authorization.isEmpty() && !unescape(ScramMessage.value(authorization, 'a')).equals(user)) {
      throw malformed("the authorization identity must be empty or the user");
    }
  }

  private static String unescape(final String name) {
    if (name.isEmpty()) {
      throw malformed("the user is empty");
    }
    if (name.indexOf('=') < 0) {
      return name;
    }
    final StringBuilder plain = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) != '=') {
        plain.append(name.charAt(i));
      } else {
        plain.append(unescaped(name, i));
        i += 2;
      }
    }
    return plain.toString();
  }

  private static char unescaped(final String name, final int at) {
    if (name.startsWith("=2C", at)) {
      return ',';
    }
    if (name.startsWith("=3D", at)) {
      return '=';
    }
    throw malformed("'=' in a name must be written '=3D', and ',' '=2C'");
  }
}
