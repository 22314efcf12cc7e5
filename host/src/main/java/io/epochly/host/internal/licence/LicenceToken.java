package io.epochly.host.internal.licence;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a token, of which nothing is checked yet but the spelling. */
final class LicenceToken {
  /** What each starts with. */
  static final String PREFIX = "epochly1.";

  static final int LONGEST = 4_096;

  private static final String DOMAIN = "epochly-licence-v1\0";
  private static final Pattern FORM =
      Pattern.compile("epochly1\\.([0-9a-f]{16})\\.([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]{86})");

  private final String keyId;
  private final byte[] payload;
  private final byte[] signature;

  private LicenceToken(String keyId, byte[] payload, byte[] signature) {
    this.keyId = keyId;
    this.payload = payload;
    this.signature = signature;
  }

  /**
   * Takes a token apart.
   *
   * @throws MalformedLicenceException if it is none
   */
  static LicenceToken parse(String text) throws MalformedLicenceException {
    if (text.length() > LONGEST) {
      throw new MalformedLicenceException(
          "it has %d characters, and a licence at most %d".formatted(text.length(), LONGEST));
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new MalformedLicenceException(
          text.startsWith(PREFIX)
              ? "it is cut short, or has characters that no licence has; copy all of it again"
              : "a licence starts with '%s'".formatted(PREFIX));
    }
    return new LicenceToken(matcher.group(1), decoded(matcher.group(2)), decoded(matcher.group(3)));
  }

  /** Signs a payload. */
  static String sign(byte[] payload, SigningKey key) {
    String head = head(key.verifier().id(), payload);
    return head + "." + encoded(key.sign(message(head)));
  }

  String keyId() {
    return keyId;
  }

  byte[] payload() {
    return payload.clone();
  }

  boolean isSignedWith(VerifyingKey key) {
    return key.verifies(message(head(keyId, payload)), signature);
  }

  private static String head(String keyId, byte[] payload) {
    return PREFIX + keyId + "." + encoded(payload);
  }

  private static byte[] message(String head) {
    return (DOMAIN + head).getBytes(StandardCharsets.US_ASCII);
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] decoded(String text) throws MalformedLicenceException {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedLicenceException("it is cut short; copy all of it again");
    }
    // The decoder is not strict about bits of the last character that count for nothing.
    if (!encoded(bytes).equals(text)) {
      throw new MalformedLicenceException("a character of it is wrong; copy all of it again");
    }
    return bytes;
  }

  /** Never the token itself. */
  @Override
  public String toString() {
    return "licence signed with key " + keyId;
  }
}
