package io.epochly.host.internal.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochly.host.Guest;
import io.epochly.host.internal.bench.Measurement.Ran;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures the cases of one file in one guest. The guest must be able to read the file's folder;
 * whatever the file raises comes out as the guest's exception.
 */
public final class Bench {
  private static final String DRIVER = "driver.py";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Guest guest;
  private final Path file;
  private final List<String> names;

  private Bench(Guest guest, Path file, List<String> names) {
    this.guest = guest;
    this.file = file;
    this.names = names;
  }

  /** Loads a file into a fresh guest. */
  public static Bench load(Guest guest, Path file) {
    guest.eval(driver());
    Path absolute = file.toAbsolutePath().normalize();
    String folder = String.valueOf(absolute.getParent());
    String names = guest.call("load", absolute.toString(), folder).asString();
    return new Bench(guest, file, read(names, new TypeReference<>() {}));
  }

  /** The names of the cases, in the file's order. */
  public List<String> names() {
    return List.copyOf(names);
  }

  /**
   * Measures cases, the plain function first.
   *
   * @param chosen which of {@link #names()}
   * @param repeat calls of each function
   * @param progress told what is measured next
   */
  public Report measure(List<String> chosen, int repeat, Consumer<String> progress) {
    List<Measurement> measurements = new ArrayList<>();
    for (String name : chosen) {
      progress.accept(name + ", plain");
      Quiet.await();
      Times plain =
          new Times(read(guest.call("plain", name, repeat).asString(), new TypeReference<>() {}));
      progress.accept(name + ", optimized");
      Quiet.await();
      String optimized = guest.call("optimized", name, repeat).asString();
      measurements.add(measurement(name, plain, read(optimized, new TypeReference<>() {})));
    }
    String jit = guest.call("jit").toString();
    return new Report(file.toString(), jit, repeat, measurements);
  }

  /** What the driver reports of the optimized calls. */
  private record Optimized(
      List<Double> times,
      long calls,
      long compiledCalls,
      long fallbackCalls,
      double compileMs,
      int level,
      String fallback,
      boolean equal) {}

  private static Measurement measurement(String name, Times plain, Optimized o) {
    Ran ran =
        new Ran(
            o.calls(),
            o.compiledCalls(),
            o.fallbackCalls(),
            o.compileMs(),
            o.level(),
            o.fallback(),
            o.equal());
    return new Measurement(name, plain, new Times(o.times()), ran);
  }

  private static <T> T read(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(DRIVER + " and " + Bench.class.getName() + " disagree", e);
    }
  }

  private static String driver() {
    try (InputStream in = Bench.class.getResourceAsStream(DRIVER)) {
      if (in == null) {
        throw new IllegalStateException(DRIVER + " is missing from the jar of the host");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
