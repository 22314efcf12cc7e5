package io.epochly.host.internal.licence;

import io.epochly.host.internal.io.FileAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The public keys that a deployer trusts. Several may be there while keys are replaced. */
public final class LicenceKeys {
  private static final String PUBLIC = ".pem";
  private static final String PRIVATE = ".key";

  private final Map<String, VerifyingKey> byId;

  private LicenceKeys(Map<String, VerifyingKey> byId) {
    this.byId = Map.copyOf(byId);
  }

  /** These. */
  public static LicenceKeys of(VerifyingKey... keys) {
    Map<String, VerifyingKey> byId = new LinkedHashMap<>();
    for (VerifyingKey key : keys) {
      byId.put(key.id(), key);
    }
    return new LicenceKeys(byId);
  }

  /** The one in a file that a person has named, whoever may write to it. */
  public static LicenceKeys ofFile(Path file) throws IOException {
    return of(read(file));
  }

  /**
   * All in a folder, of the files whose name ends with {@code .pem}.
   *
   * @throws IOException if one is no public key, or others could have put it there
   */
  public static LicenceKeys in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException("%s is no folder with public keys".formatted(FileAccess.shown(folder)));
    }
    // Whoever can put a key there can issue licences.
    FileAccess.requireUnchanged(folder);
    FileAccess.requireOwn(folder);
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files = entries.filter(file -> file.toString().endsWith(PUBLIC)).sorted().toList();
    }
    VerifyingKey[] keys = new VerifyingKey[files.size()];
    for (int i = 0; i < keys.length; i++) {
      FileAccess.requireUnchanged(files.get(i));
      FileAccess.requireOwn(files.get(i));
      keys[i] = read(files.get(i));
    }
    return of(keys);
  }

  /** The files of a new pair of keys. */
  public record Pair(Path publicKey, Path privateKey) {}

  /** Makes a pair of keys in a folder, which is made too if need be. */
  public static Pair generate(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      if (Files.exists(folder)) {
        throw new IOException(
            "%s is no folder: name one for the keys".formatted(FileAccess.shown(folder)));
      }
      Files.createDirectories(folder);
    }
    SigningKey key = SigningKey.generate();
    Pair pair =
        new Pair(
            folder.resolve(key.verifier().id() + PUBLIC),
            folder.resolve(key.verifier().id() + PRIVATE));
    // In this order, because a private key that is there is never deleted.
    FileAccess.create(pair.publicKey(), "rw-r--r--", key.verifier().pem());
    try {
      FileAccess.create(pair.privateKey(), "rw-------", key.pem());
    } catch (IOException e) {
      Files.deleteIfExists(pair.publicKey());
      throw e;
    }
    return pair;
  }

  private static VerifyingKey read(Path file) throws IOException {
    return VerifyingKey.ofPem(FileAccess.text(file), "the public key " + FileAccess.shown(file));
  }

  Optional<VerifyingKey> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }
}
