package io.epochly.kernels.internal.opencl;

import io.epochly.kernels.BailOut;
import io.epochly.kernels.LoopReport;
import io.epochly.kernels.internal.ir.Passes;
import io.epochly.kernels.internal.ir.Walker;
import io.epochly.kernels.internal.jvm.HostCode;
import io.epochly.kernels.ir.BinaryOp;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Intrinsic;
import io.epochly.kernels.ir.JavaFunction;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Stmt;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A kernel for devices: the program of its loops, and what stays on the host. */
public final class DevicePlan {
  private static final String PRELUDE = prelude();

  private final String program;
  private final List<DeviceLoop> loops;
  private final List<Site> sites;
  private final HostCode host;
  private final Kernel source;
  private final boolean exact;
  private final boolean neverFailsLate;

  private DevicePlan(
      String program,
      List<DeviceLoop> loops,
      List<Site> sites,
      HostCode host,
      Kernel source,
      boolean exact,
      boolean neverFailsLate) {
    this.program = program;
    this.loops = List.copyOf(loops);
    this.sites = List.copyOf(sites);
    this.host = host;
    this.source = source;
    this.exact = exact;
    this.neverFailsLate = neverFailsLate;
  }

  /**
   * Plans a kernel.
   *
   * @param change of the program's text, in the end
   * @throws io.epochly.kernels.UnsupportedKernelException when no device runs it; the message says
   *     why and where
   */
  public static DevicePlan of(Kernel kernel, UnaryOperator<String> change) {
    Passes.Passed passed = Passes.forDevices().run(kernel);
    List<Stmt.Split> splits = splits(passed.kernel());
    if (splits.isEmpty()) {
      throw nothingIndependent(passed.loops());
    }
    int longs =
        splits.stream().mapToInt(s -> GroupText.longs(s.reductions().size())).max().orElseThrow();
    StringBuilder program = new StringBuilder("#define GROUP_LONGS ");
    program.append(Math.max(1, longs)).append('\n').append(PRELUDE);
    List<DeviceLoop> loops = new ArrayList<>();
    LinkedHashMap<Site, Integer> sites = new LinkedHashMap<>();
    for (Stmt.Split split : splits) {
      LoopText.Entry entry =
          new LoopText(split, passed.kernel().function(split.part()).orElseThrow(), sites)
              .write("loop" + loops.size());
      program.append('\n').append(entry.text());
      loops.add(entry.loop());
    }
    Kernel host = HostPart.of(passed.kernel());
    return new DevicePlan(
        change.apply(program.toString()),
        loops,
        List.copyOf(sites.keySet()),
        HostCode.of(host),
        kernel,
        isExact(passed.kernel()),
        sites.isEmpty() && LateFailures.none(host));
  }

  private static boolean isExact(Kernel kernel) {
    boolean[] exact = {true};
    new Walker() {
      @Override
      protected void enter(Expr expression) {
        exact[0] &=
            switch (expression) {
              case Expr.Call call ->
                  switch (call.function()) {
                    case Intrinsic f -> Functions.isExact(f);
                    case JavaFunction f -> JavaFunctions.isExact(f);
                  };
              case Expr.Binary binary -> binary.op() != BinaryOp.FLOAT_POW;
              default -> true;
            };
      }
    }.walk(kernel);
    return exact[0];
  }

  /** Whether it gives the same bits on every device as here. */
  public boolean isExact() {
    return exact;
  }

  /** The text of the loops. */
  public String program() {
    return program;
  }

  /** The kernel as it came. */
  public Kernel source() {
    return source;
  }

  /** The loops, in the order of the kernel. */
  List<DeviceLoop> loops() {
    return loops;
  }

  /** What stays on the host. */
  HostCode host() {
    return host;
  }

  /** Whether a call surely goes well once it has launched a loop, unless the device fails. */
  boolean neverFailsLate() {
    return neverFailsLate;
  }

  /** The bail-out that the number of a site stands for. */
  BailOut bailOut(long site, List<Long> counters) {
    return sites.get(Math.toIntExact(site) - 1).bailOut(counters);
  }

  private static List<Stmt.Split> splits(Kernel kernel) {
    List<Stmt.Split> result = new ArrayList<>();
    new Walker() {
      @Override
      protected void enter(Stmt statement) {
        if (statement instanceof Stmt.Split split) {
          result.add(split);
        }
      }
    }.walk(kernel.body());
    return result;
  }

  private static RuntimeException nothingIndependent(List<LoopReport> loops) {
    for (LoopReport loop : loops) {
      Optional<LoopReport.Dependence> why = loop.dependence();
      if (why.isPresent()) {
        return Unsupported.at(
            loop.position(),
            "no loop has independent iterations; those of the first one depend on each other: "
                + why.get().kind()
                + (why.get().name().isEmpty() ? "" : " of " + why.get().name()));
      }
    }
    return Unsupported.at(Position.NONE, "no loop that a device could run");
  }

  private static String prelude() {
    try (InputStream in = DevicePlan.class.getResourceAsStream("prelude.cl")) {
      if (in == null) {
        throw new IllegalStateException("prelude.cl is missing from the jar of kernels");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("prelude.cl cannot be read", e);
    }
  }
}
