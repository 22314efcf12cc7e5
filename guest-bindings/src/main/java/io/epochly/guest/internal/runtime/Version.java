package io.epochly.guest.internal.runtime;

import io.epochly.guest.internal.frontend.CompileOutcome;
import io.epochly.guest.internal.frontend.CompileOutcome.AttributeStore;
import io.epochly.guest.internal.frontend.CompileOutcome.LoopNote;
import io.epochly.guest.internal.frontend.CompileOutcome.Reason;
import io.epochly.guest.internal.graalpy.Arguments;
import io.epochly.guest.internal.graalpy.Name;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.KernelCompiler;
import io.epochly.kernels.UnsupportedKernelException;
import io.epochly.kernels.device.DeviceCompiler;
import io.epochly.kernels.device.DeviceKernel;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Position;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** What compiling for one signature gave, kernel or refusal, and how it does. */
public final class Version {
  private static final Set<String> NUMBERS = Set.of("float64", "int64", "bool", "None");
  private static final int PATIENCE = 16;
  private static final int FIRST_REST = 64;
  private static final int MOST_DEVICE_NOTES = 8;
  private static final int LONGEST_REST = 1 << 16;

  private final Type[] signature;
  private final Guards guards;
  private final Optional<CompiledKernel> kernel;
  private final boolean[] written;
  private final boolean hasSplits;
  private final List<AttributeTarget> stores;
  private final List<LoopNote> loops;
  private final List<Reason> reasons;
  private final Map<Reason, Long> bailOuts = new LinkedHashMap<>();

  /** About devices, no more than a user would read. */
  private final Set<Reason> deviceNotes = new LinkedHashSet<>();

  private Optional<DeviceKernel> deviceKernel = Optional.empty();
  private boolean askedForDevice;
  private final DeviceCosts deviceCosts = new DeviceCosts();
  private final Optional<TypedCopies> typedCopies;
  private long compileNanos;
  private long calls;
  private boolean copied;
  private int bailOutsInARow;
  private int rest;
  private int nextRest = FIRST_REST;

  /** Calls of its kernel by threads outside of the guest, and how many of them were noted. */
  private final LongAdder directRuns = new LongAdder();

  private long notedDirectRuns;
  private final Map<Set<Integer>, Optional<CompiledKernel>> javaKernels = new HashMap<>();

  /** An attribute of the argument at this place. */
  record AttributeTarget(int argument, Name name) {
    static AttributeTarget of(AttributeStore store) {
      return new AttributeTarget(store.argument(), Name.of(store.name()));
    }
  }

  private Version(
      List<Type> signature,
      Guards guards,
      Optional<CompiledKernel> kernel,
      List<AttributeTarget> stores,
      List<LoopNote> loops,
      List<Reason> reasons) {
    this.signature = signature.toArray(Type[]::new);
    this.guards = guards;
    this.kernel = kernel;
    this.hasSplits = kernel.filter(k -> !k.splits().isEmpty()).isPresent();
    this.written = kernel.map(Version::written).orElseGet(() -> new boolean[0]);
    this.typedCopies =
        kernel.map(k -> TypedCopies.of(k.ir(), signature.size())).filter(TypedCopies::areThere);
    this.stores = List.copyOf(stores);
    this.loops = List.copyOf(loops);
    this.reasons = List.copyOf(reasons);
  }

  static Version of(List<Type> signature, CompileOutcome outcome, RecordingScope scope) {
    return switch (outcome) {
      case CompileOutcome.Compiled c ->
          new Version(
              signature,
              scope.guards(c.captures()),
              Optional.of(c.kernel()),
              c.stores().stream().map(AttributeTarget::of).toList(),
              c.loops(),
              c.notes());
      case CompileOutcome.Unsupported u ->
          new Version(
              signature,
              scope.guards(List.of()),
              Optional.empty(),
              List.of(),
              u.loops(),
              u.reasons());
    };
  }

  boolean matches(Arguments arguments) {
    for (int i = 0; i < signature.length; i++) {
      if (!arguments.fits(i, signature[i])) {
        return false;
      }
    }
    return true;
  }

  Guards guards() {
    return guards;
  }

  /** The kernel, or none when this signature cannot be compiled. */
  public Optional<CompiledKernel> kernel() {
    return kernel;
  }

  /** Whether some loop of its kernel may run on several cores. */
  boolean hasSplits() {
    return hasSplits;
  }

  /** Which operands a kernel may write. */
  static boolean[] written(CompiledKernel kernel) {
    boolean[] written = new boolean[kernel.ir().params().size()];
    for (int i = 0; i < written.length; i++) {
      written[i] = kernel.stores(i);
    }
    return written;
  }

  boolean[] written() {
    return written;
  }

  /** The attributes whose values stand behind the kernel's result. */
  List<AttributeTarget> stores() {
    return stores;
  }

  /** The types of the arguments that it was compiled for. */
  public List<Type> signature() {
    return List.of(signature);
  }

  public List<LoopNote> loops() {
    return loops;
  }

  /** Why it could not be compiled; or, of a kernel, what a user should know. */
  public List<Reason> reasons() {
    List<Reason> all = new ArrayList<>(reasons);
    all.addAll(deviceNotes);
    deviceCosts
        .text()
        .ifPresent(text -> all.add(new Reason("device and cores: " + text, Position.NONE)));
    typedCopies
        .flatMap(TypedCopies::text)
        .ifPresent(text -> all.add(new Reason("buffers: " + text, Position.NONE)));
    return all;
  }

  /**
   * Its kernel for arrays of Java; compiled when it is first asked for.
   *
   * @param memory which arguments are memory instead
   */
  Optional<CompiledKernel> javaKernel(Set<Integer> memory) {
    return javaKernels.computeIfAbsent(
        memory,
        _ -> {
          try {
            return kernel.map(k -> javaKernel(k, memory));
          } catch (UnsupportedKernelException e) {
            return Optional.empty();
          }
        });
  }

  private CompiledKernel javaKernel(CompiledKernel kernel, Set<Integer> memory) {
    Kernel retyped = JavaArrays.of(kernel.source(), signature.length, memory);
    return retyped == kernel.source() ? kernel : new KernelCompiler().compile(retyped);
  }

  /** Whether what its kernel gives is, or is refused as, what a Java caller wants. */
  boolean gives(Class<?> wanted, Set<Integer> memory) {
    if (kernel.isEmpty()) {
      return false;
    }
    Set<String> given = ResultTypes.of(kernel.get().ir(), false);
    return wanted.isArray()
        ? given.equals(Set.of(wanted == double[].class ? "float64[:]" : "int64[:]"))
            && !givesNarrow(memory)
        : NUMBERS.containsAll(given);
  }

  /** Whether it gives an argument back that is memory, or whose elements are narrower ones. */
  private boolean givesNarrow(Set<Integer> memory) {
    return ResultTypes.arrays(kernel.orElseThrow().ir()).stream()
        .filter(ArrayParam.class::isInstance)
        .map(ArrayParam.class::cast)
        .anyMatch(
            array ->
                memory.contains(array.index())
                    || array.type().storage() == Storage.F32
                    || array.type().storage().isBuffer() && array.type().storage().bytes() < 4);
  }

  /** The calls of its kernel by threads outside of the guest. */
  long directCalls() {
    return directRuns.sum();
  }

  /** Counts one, from any thread. */
  void ranDirectly() {
    directRuns.increment();
  }

  /** Lets calls from outside count as what they are: calls that did not bail out. */
  void noteDirectRuns() {
    long runs = directCalls();
    if (runs != notedDirectRuns) {
      notedDirectRuns = runs;
      bailedOutNoMore();
    }
  }

  /** Its kernel for devices; compiled when it is first asked for. */
  Optional<DeviceKernel> deviceKernel() {
    if (!askedForDevice) {
      askedForDevice = true;
      try {
        deviceKernel = kernel.map(k -> new DeviceCompiler().compile(k.source()));
      } catch (UnsupportedKernelException e) {
        noteOnDevice(String.valueOf(e.getMessage()));
      }
    }
    return deviceKernel;
  }

  /** What its calls took on a device and on the cores, where either would do. */
  DeviceCosts deviceCosts() {
    return deviceCosts;
  }

  /** Whether it is quicker on copies of buffers; none if it has no buffers for that. */
  Optional<TypedCopies> typedCopies() {
    return typedCopies;
  }

  /** Notes what device ran its kernel, or why none did. */
  void noteOnDevice(String what) {
    noteOnDevice(new Reason(what, Position.NONE));
  }

  void noteOnDevice(Reason why) {
    if (deviceNotes.size() < MOST_DEVICE_NOTES) {
      deviceNotes.add(why);
    }
  }

  void compiledIn(long nanos) {
    compileNanos = nanos;
  }

  /** Nanoseconds from the source text to code that can be called. */
  public long compileNanos() {
    return compileNanos;
  }

  /** The calls that its kernel answered. */
  public long calls() {
    return calls + directCalls();
  }

  /** Why its kernel gave up, and how often. */
  public Map<Reason, Long> bailOuts() {
    return new LinkedHashMap<>(bailOuts);
  }

  /** Whether some call had to copy a list of boxed elements in and out. */
  public boolean copied() {
    return copied;
  }

  /** Whether it is not tried for a while, because it kept bailing out. */
  public boolean resting() {
    return rest > 0;
  }

  /** Whether this call must not try it; each such call shortens the rest. */
  boolean mustRest() {
    if (rest == 0) {
      return false;
    }
    rest--;
    return true;
  }

  void succeeded(boolean withCopies) {
    calls++;
    bailedOutNoMore();
    copied |= withCopies;
  }

  private void bailedOutNoMore() {
    bailOutsInARow = 0;
    nextRest = FIRST_REST;
  }

  void bailedOut(Reason reason) {
    bailOuts.merge(reason, 1L, Long::sum);
    if (++bailOutsInARow >= PATIENCE) {
      // One more bail-out after the rest is enough for the next one.
      bailOutsInARow = PATIENCE - 1;
      rest = nextRest;
      nextRest = Math.min(nextRest * 2, LONGEST_REST);
    }
  }
}
