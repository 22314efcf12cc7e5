package io.epochly.host.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs the command as a user would, but in this JVM, on a day of 2030. */
class LicenseCommandTest {
  private static final Instant NOON = Instant.parse("2030-06-01T12:00:00.5Z");

  @TempDir private Path folder;

  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();
  private Instant now = NOON;

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return new CommandLine(new LicenseCommand(Clock.fixed(now, ZoneOffset.UTC)))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setParameterExceptionHandler(SecretArguments.handler())
        .execute(arguments);
  }

  private Path key(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("keys"))) {
      return files.filter(file -> file.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
  }

  private String issue(String... more) throws IOException {
    if (!Files.exists(folder.resolve("keys"))) {
      assertThat(run("keygen", "--out", folder.resolve("keys").toString())).isZero();
    }
    List<String> arguments =
        new ArrayList<>(
            List.of("issue", "--key", key(".key").toString(), "--subject", "Example Ltd"));
    arguments.addAll(List.of(more));
    assertThat(run(arguments.toArray(String[]::new))).as(err.toString()).isZero();
    return out.toString().strip();
  }

  private int verify(String licence) throws IOException {
    return run("verify", licence, "--public-key", key(".pem").toString());
  }

  @Test
  void aNewKeyIsItsOwnersAndIsNeverReplaced() throws IOException {
    assertThat(run("keygen", "--out", folder.resolve("keys").toString())).isZero();
    assertThat(out.toString()).contains(key(".key").toString(), key(".pem").toString());
    assertThat(permissions(key(".key"))).isEqualTo("rw-------");
    assertThat(permissions(key(".pem"))).isEqualTo("rw-r--r--");
    String first = Files.readString(key(".key"));
    Path kept = key(".key");
    assertThat(run("keygen", "--out", folder.resolve("keys").toString())).isZero();
    assertThat(Files.readString(kept)).isEqualTo(first);
    try (Stream<Path> files = Files.list(folder.resolve("keys"))) {
      assertThat(files).hasSize(4);
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void whereNoKeysCanBeWrittenNothingIsLeftBehind() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(run("keygen", "--out", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("file is no folder").hasLineCount(1);
    assertThat(run("keygen", "--out", file.resolve("keys").toString())).isEqualTo(1);
    assertThat(err.toString()).hasLineCount(1);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aLicenceIsInspectedAndVerified() throws IOException {
    String token =
        issue(
            "--workers=8",
            "--gpu",
            "--tier=gold",
            "--not-before=2030-01-01",
            "--expires=2031-01-01");
    assertThat(run("inspect", token)).isZero();
    assertThat(out.toString())
        .contains("Example Ltd", "workers      8", "gpu          yes", "tier         gold")
        .contains("not before   2030-01-01T00:00:00Z", "expires      2031-01-01T00:00:00Z")
        .contains("signature    not checked")
        .doesNotContain(token.split("\\.")[2], token.split("\\.")[3]);
    assertThat(verify(token)).isZero();
    assertThat(out.toString()).contains("valid        yes");
    Path file = Files.writeString(folder.resolve("licence"), token + "\n");
    assertThat(verify(file.toString())).isZero();
    assertThat(run("verify", file.toString(), "--public-key", folder.resolve("keys").toString()))
        .isZero();
  }

  @Test
  void whatDoesNotHoldGivesOneAndItsReason() throws IOException {
    String token = issue("--expires=2031-01-01T00:00:00Z");
    now = Instant.parse("2030-06-01T11:59:59Z");
    assertThat(verify(token)).isEqualTo(1);
    assertThat(err.toString()).contains("holds from 2030-06-01T12:00:00Z on").hasLineCount(1);
    now = Instant.parse("2031-01-01T00:00:00Z");
    assertThat(verify(token)).isEqualTo(1);
    assertThat(err.toString()).contains("has expired");
    now = NOON;
    assertThat(verify(token.substring(1))).isEqualTo(1);
    assertThat(verify(token + "A")).isEqualTo(1);
    assertThat(err.toString()).contains("cut short");
    assertThat(verify("nowhere")).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aLicenceIsNeverRepeated() throws IOException {
    String token = issue("--expires=2031-01-01");
    String secret = token.substring(30, 60);
    String[][] mistakes = {
      {"verify", token},
      {"verify", token, token, "--public-key", "x"},
      {"verify", token.substring(1), "--public-key", key(".pem").toString()},
      {"verify", "--public-key=" + token, token},
      {"inspect", token.replace('.', '/')},
      {"inspect", " " + token},
      {"inspect", "--licence=" + token},
      {token},
      {"inspect", token + "\0"},
    };
    for (String[] mistake : mistakes) {
      assertThat(run(mistake)).isNotZero();
      assertThat(out.toString() + err).doesNotContain(secret);
    }
  }

  @Test
  void aLicenceIsWrittenToANewFileOfItsOwner() throws IOException {
    Path file = folder.resolve("licence");
    assertThat(issue("--expires=2031-01-01", "--out=" + file)).isEmpty();
    assertThat(permissions(file)).isEqualTo("rw-------");
    String written = Files.readString(file);
    assertThat(verify(file.toString())).isZero();
    assertThat(
            run(
                "issue",
                "--key=" + key(".key"),
                "--subject=B",
                "--expires=2031-01-01",
                "--out=" + file))
        .isEqualTo(1);
    assertThat(err.toString()).contains("is there already").hasLineCount(1);
    assertThat(Files.readString(file)).isEqualTo(written);
  }

  @Test
  void aPrivateKeyThatOthersMayReadIsRefused() throws IOException {
    issue("--expires=2031-01-01");
    Path key = key(".key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(run("issue", "--key=" + key, "--subject=A", "--expires=2031-01-01")).isEqualTo(1);
    assertThat(err.toString()).contains("chmod 600").hasLineCount(1);
    assertThat(run("issue", "--key=" + key(".pem"), "--subject=A", "--expires=2031-01-01"))
        .isEqualTo(1);
  }

  @Test
  void whatNoLicenceCanSayIsNamed() throws IOException {
    issue("--expires=2031-01-01");
    String[][] mistakes = {
      {"--expires=tomorrow", "--expires is to be a date"},
      {"--expires=2030-02-30", "--expires is to be a date"},
      {"--expires=2030-06-01", "must expire after it begins"},
      {"--expires=2031-01-01 --workers=0", "1 worker or more"},
      {"--expires=2031-01-01 --tier=Gold", "a tier is"},
    };
    for (String[] mistake : mistakes) {
      List<String> arguments =
          new ArrayList<>(List.of("issue", "--key=" + key(".key"), "--subject=A"));
      arguments.addAll(List.of(mistake[0].split(" ")));
      assertThat(run(arguments.toArray(String[]::new))).isEqualTo(1);
      assertThat(err.toString()).contains(mistake[1]).hasLineCount(1);
    }
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("keygen, issue, inspect or verify");
  }
}
