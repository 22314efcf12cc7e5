package io.epochly.host.internal.licence;

import io.epochly.host.internal.io.FileAccess;
import io.epochly.host.internal.io.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The files that a person names who makes licences or checks them by hand. */
public final class LicenceFiles {
  private static final String STANDARD_INPUT = "-";

  private LicenceFiles() {}

  /**
   * The token that an argument is or names.
   *
   * @param argument a token, a file, or {@code -}
   */
  public static String token(String argument, InputStream in) throws IOException {
    if (argument.startsWith(LicenceToken.PREFIX)) {
      return argument;
    }
    if (argument.equals(STANDARD_INPUT)) {
      byte[] bytes = in.readNBytes(LicenceToken.LONGEST + 2);
      return FileAccess.withoutLineEnd(new String(bytes, StandardCharsets.UTF_8));
    }
    Path file;
    try {
      file = Path.of(argument);
    } catch (InvalidPathException e) {
      throw neither(argument);
    }
    if (!Files.exists(file)) {
      throw neither(argument);
    }
    return FileAccess.withoutLineEnd(FileAccess.text(file));
  }

  /** Does not name it: it may be a licence that was pasted badly. */
  private static IOException neither(String argument) {
    return new IOException(
        "%s is neither a licence, which starts with '%s', nor a file that is there"
            .formatted(Secret.ending(argument), LicenceToken.PREFIX));
  }

  /** The public key in a file, or those in a folder. */
  public static LicenceKeys keys(Path path) throws IOException {
    return Files.isDirectory(path) ? LicenceKeys.in(path) : LicenceKeys.ofFile(path);
  }

  /** Writes a licence to a new file that its owner alone may read. */
  public static void write(Path file, String token) throws IOException {
    FileAccess.create(file, "rw-------", token + "\n");
  }

  /** What a failure is, for people. */
  public static String reason(IOException failure) {
    return FileAccess.reason(failure);
  }
}
