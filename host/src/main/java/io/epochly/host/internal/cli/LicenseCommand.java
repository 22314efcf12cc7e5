package io.epochly.host.internal.cli;

import io.epochly.host.Licence;
import io.epochly.host.LicenceState;
import io.epochly.host.internal.licence.LicenceFiles;
import io.epochly.host.internal.licence.LicenceKeys;
import io.epochly.host.internal.licence.Licences;
import io.epochly.host.internal.licence.MalformedLicenceException;
import io.epochly.host.internal.licence.SigningKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code epochly-host license keygen|issue|inspect|verify}. */
@Command(
    name = "license",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "",
      "Makes licences and checks them, without any network. A TOKEN on a command line can be seen"
          + " by other users of the machine while the command runs: name a FILE, or - for standard"
          + " input.",
      ""
    })
final class LicenseCommand implements Runnable {
  private static final int FAILED = 1;

  private final Clock clock;

  @Spec private CommandSpec spec;

  /**
   * @param clock what licences are checked and issued by
   */
  LicenseCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: keygen, issue, inspect or verify");
  }

  @Command(
      name = "keygen",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a pair of keys: ID.key, which issues licences and is to be kept secret, and ID.pem,"
            + " which checks them and goes to those who install licences.",
        ""
      })
  int keygen(
      @Option(
              names = "--out",
              paramLabel = "DIR",
              required = true,
              description = "the folder for the two files; nothing in it is replaced")
          Path folder) {
    return attempt(
        () -> {
          LicenceKeys.Pair pair = LicenceKeys.generate(folder);
          PrintWriter out = out();
          out.println("private key  " + pair.privateKey());
          out.println("public key   " + pair.publicKey());
        });
  }

  @Command(
      name = "issue",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Prints a licence. Dates are 2027-01-31, which is its midnight in UTC, or"
            + " 2027-01-31T12:00:00Z.",
        ""
      })
  int issue(
      @Option(
              names = "--key",
              paramLabel = "FILE",
              required = true,
              description = "the private key, which its owner alone may read")
          Path keyFile,
      @Option(
              names = "--subject",
              paramLabel = "S",
              required = true,
              description = "whom it is issued to")
          String subject,
      @Option(
              names = "--workers",
              paramLabel = "N",
              description = "how many workers a host may have at a time; any number if not given")
          @Nullable Integer workers,
      @Option(names = "--gpu", description = "kernels may run on devices, such as GPUs")
          boolean gpu,
      @Option(
              names = "--tier",
              paramLabel = "T",
              description = "what you call this kind of licence")
          @Nullable String tier,
      @Option(
              names = "--not-before",
              paramLabel = "D",
              description = "the first moment when it holds; now if not given")
          @Nullable String notBefore,
      @Option(
              names = "--expires",
              paramLabel = "D",
              required = true,
              description = "the first moment when it holds no longer")
          String expires,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description = "write it to a new file that you alone may read, and do not print it")
          @Nullable Path file) {
    return attempt(
        () -> {
          SigningKey key = SigningKey.read(keyFile);
          Instant from =
              notBefore == null
                  ? clock.instant().truncatedTo(ChronoUnit.SECONDS)
                  : LicenceDates.parse("--not-before", notBefore);
          Licence licence =
              new Licence(
                  subject,
                  key.verifier().id(),
                  workers == null ? OptionalInt.empty() : OptionalInt.of(workers),
                  gpu,
                  Optional.ofNullable(tier),
                  from,
                  LicenceDates.parse("--expires", expires));
          String token = Licences.issue(licence, key);
          if (file == null) {
            out().println(token);
          } else {
            LicenceFiles.write(file, token);
          }
        });
  }

  @Command(
      name = "inspect",
      mixinStandardHelpOptions = true,
      description = {"Shows what a licence says. That proves nothing: see verify.", ""})
  int inspect(
      @Parameters(paramLabel = "TOKEN|FILE", description = "the licence, its file, or -")
          String argument) {
    return attempt(
        () -> {
          print(Licences.inspect(LicenceFiles.token(argument, System.in)));
          out().println("signature    not checked");
        });
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Tells whether a licence holds now. The status is 0 if it does, and 1 if it does not.",
        ""
      })
  int verify(
      @Parameters(paramLabel = "TOKEN|FILE", description = "the licence, its file, or -")
          String argument,
      @Option(
              names = "--public-key",
              paramLabel = "FILE",
              required = true,
              description = "the issuer's public key, or a folder of such")
          Path keys) {
    return attempt(
        () -> {
          LicenceKeys trusted = LicenceFiles.keys(keys);
          switch (Licences.verify(LicenceFiles.token(argument, System.in), trusted, clock)) {
            case LicenceState.Valid(Licence licence) -> {
              print(licence);
              out().println("valid        yes");
            }
            case LicenceState.Invalid(var reason, String message) -> throw new IOException(message);
            case LicenceState.None() -> throw new IllegalStateException("there was a token");
          }
        });
  }

  private interface Action {
    void run() throws IOException, MalformedLicenceException;
  }

  private int attempt(Action action) {
    try {
      action.run();
      return 0;
    } catch (MalformedLicenceException e) {
      return failed("that is no licence: " + e.getMessage());
    } catch (IOException e) {
      return failed(LicenceFiles.reason(e));
    } catch (IllegalArgumentException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private int failed(String message) {
    spec.commandLine().getErr().println("epochly-host: " + message);
    return FAILED;
  }

  private void print(Licence licence) {
    PrintWriter out = out();
    out.println("subject      " + licence.subject());
    out.println("key          " + licence.keyId());
    out.println(
        "workers      "
            + (licence.workers().isPresent() ? licence.workers().getAsInt() : "any number"));
    out.println("gpu          " + (licence.gpu() ? "yes" : "no"));
    out.println("tier         " + licence.tier().orElse("-"));
    out.println("not before   " + licence.notBefore());
    out.println("expires      " + licence.expires());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
