package io.epochly.host.internal.licence;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A public key that licences are checked with.
 *
 * @param id what licences name it by
 */
public record VerifyingKey(String id, Ed25519PublicKeyParameters key) {
  static final String PEM_TYPE = "PUBLIC KEY";

  private static final int ID_BYTES = 8;

  static VerifyingKey of(Ed25519PublicKeyParameters key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return new VerifyingKey(HexFormat.of().formatHex(digest, 0, ID_BYTES), key);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /**
   * Reads a key from its 32 bytes.
   *
   * @throws IllegalArgumentException if they are no point, or one that fits every signature
   */
  static VerifyingKey ofRaw(byte[] bytes) {
    if (bytes.length != Ed25519.PUBLIC_KEY_SIZE || !Ed25519.validatePublicKeyFull(bytes, 0)) {
      throw new IllegalArgumentException("that is no public key of Ed25519");
    }
    return of(new Ed25519PublicKeyParameters(bytes));
  }

  /** Reads a key in PEM; {@code name} is what errors call it. */
  static VerifyingKey ofPem(String text, String name) throws IOException {
    byte[] content = Pem.decode(text, PEM_TYPE, name);
    AsymmetricKeyParameter key;
    try {
      key = PublicKeyFactory.createKey(content);
    } catch (IOException | RuntimeException e) {
      throw new IOException("%s is damaged: it holds no public key".formatted(name), e);
    }
    if (!(key instanceof Ed25519PublicKeyParameters ed25519)) {
      throw new IOException(
          "%s is a public key of another kind: licences need Ed25519".formatted(name));
    }
    try {
      return ofRaw(ed25519.getEncoded());
    } catch (IllegalArgumentException e) {
      throw new IOException("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  String pem() throws IOException {
    return Pem.encode(
        PEM_TYPE, SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key).getEncoded());
  }

  boolean verifies(byte[] message, byte[] signature) {
    return signature.length == Ed25519.SIGNATURE_SIZE
        && key.verify(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
  }
}
