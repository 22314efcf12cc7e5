package io.epochly.conformance.claims.internal;

import static io.epochly.conformance.claims.internal.Checks.require;
import static io.epochly.conformance.claims.internal.Checks.requireAbsent;

import io.epochly.conformance.claims.internal.Launcher.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** What becomes of licences, as of other secrets. */
final class SecretClaims {
  private static final String ASKS =
      """
      import os, epochly
      print([name for name in os.environ if 'EPOCHLY' in name])
      try:
          epochly.configure(license_key='planted')
      except PermissionError:
          print('refused')
      """;

  private SecretClaims() {}

  static void add(Checks checks) {
    checks
        .section("Secrets")
        .claim(
            "A script can't set the licence key, and doesn't see the one that is set",
            SecretClaims::guestsSeeNone)
        .claim(
            "A key in the environment is taken, and is in no argument, child or log",
            SecretClaims::nowhere)
        .claim(
            "A key may come from a file, as container engines hand out secrets",
            stage -> {
              stage.container();
              return "a service that needs a licence ran on one in /run/secrets";
            })
        .claim(
            "A key's file that others could write to is refused",
            SecretClaims::filesOfOthersAreRefused)
        .claim(
            "The Kubernetes files have no value of a secret, and hand secrets out as files",
            SecretClaims::noValues);
  }

  static String guestsSeeNone(Stage stage) throws IOException, InterruptedException {
    Licences licences = stage.licences();
    Map<String, String> environment = new HashMap<>(licences.required());
    environment.put("EPOCHLY_LICENSE_KEY", licences.valid());
    Finished run = stage.launcher().run(environment, "--allow-env", "-c", ASKS).ok();
    require(run.out().equals("[]\nrefused\n"), "the guest printed %s", run.out());
    return "with the door to the environment open, a guest found no variable of the host's; setting"
        + " the key raised PermissionError";
  }

  static String nowhere(Stage stage) throws IOException, InterruptedException {
    WorkersRun run = stage.workers();
    require(
        run.seen().contains("licence_accepted"),
        "the host did not take the licence of its environment: %s",
        run.crash().err());
    requireAbsent(stage.licences().secret(), "an argument, an environment or a log", run.seen());
    return "not in /proc/*/cmdline of host and workers, /proc/*/environ of workers, nor in the log"
        + " at DEBUG";
  }

  private static String filesOfOthersAreRefused(Stage stage)
      throws IOException, InterruptedException {
    Path file = stage.file("open.licence", stage.licences().valid());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    Map<String, String> environment = new HashMap<>(stage.licences().required());
    environment.put("EPOCHLY_LICENSE_KEY_FILE", file.toString());
    Finished run = stage.launcher().run(environment, "-c", "print(1)");
    require(run.status() == 1 && run.out().isEmpty(), "it ran, with status %d", run.status());
    require(run.err().contains("chmod"), "it was refused without saying why: %s", run.err());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
    stage.launcher().run(environment, "-c", "print(1)").ok();
    return "with mode 666 no guest was opened, with 440 one was";
  }

  private static String noValues(Stage stage) throws IOException {
    String secret = stage.deployment("kubernetes/secret.yaml");
    require(
        secret.contains("license: \"\"") && secret.contains("metrics-token: \"\""),
        "deploy/kubernetes/secret.yaml holds something");
    String pod = stage.deployment("kubernetes/context.yaml");
    require(
        pod.contains("secretName: epochly-secrets")
            && !pod.contains("secretKeyRef")
            && !pod.contains("secretRef"),
        "deploy/kubernetes/context.yaml puts secrets into the environment");
    return "the files on disk: names without values, mounted as a volume";
  }
}
