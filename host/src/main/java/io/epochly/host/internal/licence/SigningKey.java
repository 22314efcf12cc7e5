package io.epochly.host.internal.licence;

import io.epochly.host.internal.io.FileAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A private key that licences are issued with. It prints as its id. */
public final class SigningKey {
  private static final String PEM_TYPE = "PRIVATE KEY";

  /** By RFC 8410. */
  private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

  private final Ed25519PrivateKeyParameters key;
  private final VerifyingKey verifier;

  SigningKey(Ed25519PrivateKeyParameters key) {
    this.key = key;
    this.verifier = VerifyingKey.of(key.generatePublicKey());
  }

  /** A new one. */
  static SigningKey generate() {
    return new SigningKey(new Ed25519PrivateKeyParameters(new SecureRandom()));
  }

  /**
   * Reads one.
   *
   * @throws IOException if it is none, or others than the owner may read it
   */
  public static SigningKey read(Path file) throws IOException {
    FileAccess.requirePrivate(file);
    String name = "the private key " + FileAccess.shown(file);
    byte[] content = Pem.decode(FileAccess.text(file), PEM_TYPE, name);
    AsymmetricKeyParameter key;
    try {
      key = PrivateKeyFactory.createKey(content);
    } catch (IOException | RuntimeException e) {
      // Without the cause, which may tell of the content.
      throw new IOException("%s is damaged".formatted(name));
    }
    if (!(key instanceof Ed25519PrivateKeyParameters ed25519)) {
      throw new IOException("%s is of another kind: licences need Ed25519".formatted(name));
    }
    return new SigningKey(ed25519);
  }

  /** The key that checks what this one signs. */
  public VerifyingKey verifier() {
    return verifier;
  }

  byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    key.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
    return signature;
  }

  String pem() throws IOException {
    // Without the public key, with which OpenSSL cannot read it.
    PrivateKeyInfo content =
        new PrivateKeyInfo(new AlgorithmIdentifier(ED25519), new DEROctetString(key.getEncoded()));
    return Pem.encode(PEM_TYPE, content.getEncoded());
  }

  @Override
  public String toString() {
    return "private key " + verifier.id();
  }
}
