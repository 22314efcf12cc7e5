package io.epochly.host.internal.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.epochly.host.GuestPolicy;
import io.epochly.host.Isolation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads one. */
public final class PolicyFile {
  private final Path file;
  private final GuestPolicy.Builder policy;

  private PolicyFile(Path file, GuestPolicy.Builder policy) {
    this.file = file;
    this.policy = policy;
  }

  /** Opens what a file names. */
  public static GuestPolicy.Builder read(Path file, GuestPolicy.Builder policy) throws IOException {
    JsonNode root;
    try {
      root = new TomlMapper().readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s, line %d: %s".formatted(file, e.getLocation().getLineNr(), e.getOriginalMessage()));
    }
    PolicyFile reader = new PolicyFile(file, policy);
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      reader.key(entry.getKey(), entry.getValue());
    }
    return policy;
  }

  private void key(String key, JsonNode value) {
    switch (key) {
      case "isolation" -> policy.isolation(isolation(text(key, value)));
      case "accept-reduced" -> openIf(key, value, policy::acceptReduced);
      case "read" -> texts(key, value).forEach(path -> policy.allowRead(resolved(path)));
      case "write" -> texts(key, value).forEach(path -> policy.allowWrite(resolved(path)));
      case "environment" -> {
        if (value.isBoolean()) {
          openIf(key, value, policy::allowWholeEnvironment);
        } else {
          policy.allowEnvironment(texts(key, value).toArray(String[]::new));
        }
      }
      case "network" -> openIf(key, value, policy::allowNetwork);
      case "threads" -> openIf(key, value, policy::allowThreads);
      case "workers" -> {
        if (!value.isInt()) {
          throw wrong(key, "is to be a number");
        }
        policy.allowWorkers(value.asInt());
      }
      case "clock" -> openIf(key, value, policy::allowPreciseClock);
      case "devices" -> openIf(key, value, policy::allowDevices);
      case "terminal" -> openIf(key, value, policy::allowTerminal);
      case "limits" -> {
        if (!value.isObject()) {
          throw wrong(key, "is to be a table of limits");
        }
        value.properties().forEach(limit -> limit(limit.getKey(), limit.getValue()));
      }
      default ->
          throw wrong(
              key,
              "is not known: there are isolation, accept-reduced, read, write, environment, network,"
                  + " threads, workers, clock, devices, terminal and limits");
    }
  }

  private void limit(String name, JsonNode value) {
    String key = "limits." + name;
    try {
      LimitValue limit =
          LimitValue.parse(
              name, value.isIntegralNumber() ? Long.toString(value.asLong()) : text(key, value));
      policy.limit(limit.limit(), limit.value());
    } catch (IllegalArgumentException e) {
      throw wrong(key, "is wrong: " + e.getMessage());
    }
  }

  private void openIf(String key, JsonNode value, Runnable open) {
    if (!value.isBoolean()) {
      throw wrong(key, "is to be true or false");
    }
    if (value.asBoolean()) {
      open.run();
    }
  }

  private Isolation isolation(String name) {
    for (Isolation isolation : Isolation.values()) {
      if (isolation.name().toLowerCase(Locale.ROOT).equals(name)) {
        return isolation;
      }
    }
    throw wrong("isolation", "is to be \"context\" or \"process\"");
  }

  private List<String> texts(String key, JsonNode value) {
    if (!value.isArray()) {
      throw wrong(key, "is to be a list of strings");
    }
    List<String> texts = new ArrayList<>();
    value.forEach(item -> texts.add(text(key, item)));
    return texts;
  }

  private String text(String key, JsonNode value) {
    if (!value.isTextual()) {
      throw wrong(key, "is to be a string");
    }
    return value.asText();
  }

  private Path resolved(String path) {
    return file.resolveSibling(path);
  }

  private IllegalArgumentException wrong(String key, String how) {
    return new IllegalArgumentException("%s: %s %s".formatted(file, key, how));
  }
}
