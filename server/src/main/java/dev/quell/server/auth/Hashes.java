package dev.quell.server.auth;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The three functions that SCRAM-SHA-256 is made of, by the JDK's own providers. */
final class Hashes {
  /** The length of every digest here, in bytes. */
  static final int LENGTH = 32;
  private static final String HMAC = "HmacSHA256";

  private Hashes() {}

  static byte[] sha256(final byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static byte[] hmac(final byte[] key, final byte[] data) {
    try {
      final Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(data);
    } catch (final NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HmacSHA256, with any key", e);
    }
  }

  /** The slow one: thousands of rounds of HMAC over the password. */
  static byte[] pbkdf2(final String password, final byte[] salt, final int iterations) {
    final PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, LENGTH * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA256", e);
    } finally {
      spec.clearPassword();
    }
  }

  static byte[] xor(final byte[] left, final byte[] right) {
    final byte[] both = new byte[left.length];
    for (int i = 0; i < both.length; i++) {
      both[i] = (byte) (left[i] ^ right[i]);
    }
    return both;
  }
}
