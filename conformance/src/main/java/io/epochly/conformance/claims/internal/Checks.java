package io.epochly.conformance.claims.internal;

import io.epochly.conformance.claims.Claim;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Claims with how each is looked at, in order. */
public final class Checks {
  /** Looks at something from outside. */
  @FunctionalInterface
  public interface Check {
    /**
     * Gives what was seen.
     *
     * @throws BrokenClaimException if the claim does not hold
     * @throws MissingToolException if it cannot be seen here
     */
    String look(Stage stage) throws IOException, InterruptedException;
  }

  private final Map<Claim, Check> checks = new LinkedHashMap<>();
  private String section = "";

  private Checks() {}

  /** All of them. */
  public static Map<Claim, Check> all() {
    Checks checks = new Checks();
    PrincipleClaims.add(checks);
    SecretClaims.add(checks);
    DebuggingClaims.add(checks);
    IsolationClaims.add(checks);
    CompilationClaims.add(checks);
    TelemetryClaims.add(checks);
    LicenceClaims.add(checks);
    ContainerClaims.add(checks);
    NetworkClaims.add(checks);
    AuditClaims.add(checks);
    UpdateClaims.add(checks);
    DataClaims.add(checks);
    ChecklistClaims.add(checks);
    IncidentClaims.add(checks);
    return Collections.unmodifiableMap(checks.checks);
  }

  Checks section(String name) {
    section = name;
    return this;
  }

  Checks claim(String text, Check check) {
    put(new Claim(section, text, Optional.empty()), check);
    return this;
  }

  Checks notOurs(String text, String why) {
    put(new Claim(section, text, Optional.of(why)), _ -> why);
    return this;
  }

  private void put(Claim claim, Check check) {
    if (checks.putIfAbsent(claim, check) != null) {
      throw new IllegalStateException("claimed twice: " + claim.text());
    }
  }

  /** What a check goes by. */
  static void require(boolean holds, String otherwise, Object... seen) {
    if (!holds) {
      throw new BrokenClaimException(otherwise.formatted(seen));
    }
  }

  /** That a text has none of what was planted. */
  static void requireAbsent(String planted, String where, String text) {
    require(!text.contains(planted), "what was planted is in %s", where);
  }

  /** That there is nothing. */
  static void requireNone(Collection<?> found, String what) {
    require(found.isEmpty(), "%s: %s", what, found);
  }
}
