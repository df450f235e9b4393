package dev.quell.server.auth;

import static dev.quell.server.auth.ScramMessage.malformed;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The second message of a SCRAM client, for instance {@code c=biws,r=nonce,p=proof}.
 *
 * @param withoutProof what is signed
 * @param proof that the client knows the password
 */
record ClientFinal(String withoutProof, byte[] proof) {

  /** Refuses a message that does not repeat the header and the whole nonce. */
  static ClientFinal parse(final byte[] payload, final String header, final String nonce) {
    final String text = ScramMessage.decode(payload);
    final String[] attributes = text.split(",", -1);
    if (attributes.length < 3) {
      throw malformed("expected 'c=binding,r=nonce,p=proof'");
    }
    final byte[] binding = ScramMessage.base64(ScramMessage.value(attributes[0], 'c'), 'c');
    if (!MessageDigest.isEqual(binding, header.getBytes(StandardCharsets.UTF_8))) {
      throw malformed("the channel binding is not that of the first message");
    }
    final byte[] repeated = ScramMessage.nonce(ScramMessage.value(attributes[1], 'r')).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(repeated, nonce.getBytes(StandardCharsets.UTF_8))) {
      throw malformed("the nonce is not that of the server");
    }
    final int last = attributes.length - 1;
    ScramMessage.requireExtensions(attributes, 2, last);
    final byte[] proof = ScramMessage.base64(ScramMessage.value(attributes[last], 'p'), 'p');
    if (proof.length != Hashes.LENGTH) {
      throw malformed("the proof has " + proof.length + " bytes, not " + Hashes.LENGTH);
    }
    return new ClientFinal(text.substring(0, text.length() - attributes[last].length() - 1), proof);
  }
}
