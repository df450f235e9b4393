package dev.quell.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The client's side of SCRAM-SHA-256, written from RFC 5802 for the tests; shares nothing with the server's. */
final class ScramClient {
  private final String header;
  private final String bare;
  private final String password;
  private byte[] expectedSignature;

  ScramClient(final String user, final String password, final String nonce) {
    this("n,,", user, password, nonce);
  }

  ScramClient(final String header, final String user, final String password, final String nonce) {
    this.header = header;
    this.bare = "n=" + user.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
    this.password = password;
  }

  byte[] first() {
    return utf8(header + bare);
  }

  byte[] last(final byte[] serverFirst) {
    final String challenge = new String(serverFirst, StandardCharsets.UTF_8);
    final String[] parts = challenge.split(",", -1);
    final byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
    final int iterations = Integer.parseInt(parts[2].substring(2));
    final String unproved = "c=" + Base64.getEncoder().encodeToString(utf8(header)) + "," + parts[0];
    final byte[] signed = utf8(bare + "," + challenge + "," + unproved);
    try {
      final byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256)).getEncoded();
      final byte[] clientKey = mac(salted, utf8("Client Key"));
      final byte[] proof = mac(MessageDigest.getInstance("SHA-256").digest(clientKey), signed);
      for (int i = 0; i < proof.length; i++) {
        proof[i] ^= clientKey[i];
      }
      expectedSignature = mac(mac(salted, utf8("Server Key")), signed);
      return utf8(unproved + ",p=" + Base64.getEncoder().encodeToString(proof));
    } catch (final GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  boolean believes(final byte[] serverFinal) {
    return new String(serverFinal, StandardCharsets.UTF_8)
        .equals("v=" + Base64.getEncoder().encodeToString(expectedSignature));
  }

  private static byte[] mac(final byte[] key, final byte[] data) throws GeneralSecurityException {
    final Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  private static byte[] utf8(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
