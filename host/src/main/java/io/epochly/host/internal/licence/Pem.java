package io.epochly.host.internal.licence;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Locale;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/** The text form of keys. */
final class Pem {
  private Pem() {}

  /**
   * Takes the bytes out.
   *
   * @param type what the text must say it is
   * @param name what errors call it
   */
  static byte[] decode(String text, String type, String name) throws IOException {
    @Nullable PemObject found;
    try (PemReader reader = new PemReader(new StringReader(text))) {
      found = reader.readPemObject();
    } catch (IOException | RuntimeException e) {
      // Without the cause, whose message may hold a part of a key.
      throw new IOException("%s is damaged: it is to be a key in PEM".formatted(name));
    }
    if (found == null) {
      throw new IOException(
          "%s is no key: it is to start with -----BEGIN %s-----".formatted(name, type));
    }
    if (!found.getType().equals(type)) {
      throw new IOException(
          found.getType().contains("PRIVATE")
              ? "%s holds a private key: keep that where licences are issued, and only there"
                  .formatted(name)
              : "%s is to hold a %s".formatted(name, type.toLowerCase(Locale.ROOT)));
    }
    return found.getContent();
  }

  static String encode(String type, byte[] content) throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, content));
    }
    return text.toString();
  }
}
