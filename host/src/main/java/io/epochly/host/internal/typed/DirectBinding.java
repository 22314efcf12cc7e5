package io.epochly.host.internal.typed;

import static java.lang.constant.ConstantDescs.CD_MethodHandle;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;

import io.epochly.guest.DirectFunction;
import io.epochly.guest.DirectFunction.Parameter;
import io.epochly.host.internal.data.BadDataException;
import io.epochly.host.internal.data.Data;
import java.lang.classfile.ClassFile;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets a bound function be answered by its kernel, without the guest.
 *
 * <p>The interface is implemented by a class of its own, in which the way to the kernel is a
 * constant: the JVM compiles it into the caller, as it would a lambda.
 */
final class DirectBinding {
  private static final DynamicConstantDesc<MethodHandle> CALL =
      DynamicConstantDesc.ofNamed(
          ConstantDescs.BSM_CLASS_DATA, ConstantDescs.DEFAULT_NAME, CD_MethodHandle);
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private final Exchange guest;
  private final BoundFunction bound;
  private final TypedFunction function;
  private final DirectFunction direct;
  private final String samples;

  private DirectBinding(
      Exchange guest,
      BoundFunction bound,
      TypedFunction function,
      DirectFunction direct,
      String samples) {
    this.guest = guest;
    this.bound = bound;
    this.function = function;
    this.direct = direct;
    this.samples = samples;
  }

  /** An instance of the interface, if the function may have a kernel and its types are simple. */
  static <T> Optional<T> of(
      Exchange guest,
      Class<T> type,
      InterfaceShape shape,
      BoundFunction bound,
      TypedFunction function) {
    Optional<Method> method = onlyMethod(type, shape);
    if (!bound.optimized() || method.isEmpty()) {
      return Optional.empty();
    }
    Class<?> result = method.get().getReturnType();
    List<Parameter> parameters = shape.parameters().stream().map(DirectBinding::parameter).toList();
    return guest
        .direct(parameters, result)
        .flatMap(
            direct -> {
              DirectBinding binding =
                  new DirectBinding(guest, bound, function, direct, samples(parameters));
              return binding.implement(type, method.get());
            });
  }

  /** The interface's abstract function, unless it has several forms, as generic ones may. */
  private static Optional<Method> onlyMethod(Class<?> type, InterfaceShape shape) {
    List<Method> methods =
        Arrays.stream(type.getMethods())
            .filter(method -> Modifier.isAbstract(method.getModifiers()))
            .filter(method -> method.getName().equals(shape.name()))
            .toList();
    return methods.size() == 1 && isPlain(methods.getFirst(), shape)
        ? Optional.of(methods.getFirst())
        : Optional.empty();
  }

  private static boolean isPlain(Method method, InterfaceShape shape) {
    List<Type> types = new ArrayList<>(List.of(method.getParameterTypes()));
    types.add(method.getReturnType());
    List<Type> shown = new ArrayList<>();
    for (Type type : shape.parameters()) {
      shown.add(type instanceof TypedMemory ? MemorySegment.class : type);
    }
    shown.add(shape.result());
    return types.equals(shown);
  }

  /** Memory whose elements nobody has told is bytes. */
  private static Parameter parameter(Type type) {
    return switch (type) {
      case TypedMemory(Class<?> elements) -> Parameter.memory(elements);
      case Class<?> raw when raw == MemorySegment.class -> Parameter.memory(byte.class);
      case Class<?> raw -> Parameter.of(raw);
      default -> Parameter.of(Object.class);
    };
  }

  /** What stands for arguments of these types in {@code typed.py}. */
  private static String samples(List<Parameter> parameters) {
    StringBuilder codes = new StringBuilder();
    for (Parameter parameter : parameters) {
      Class<?> type = parameter.isMemory() ? parameter.elements().arrayType() : parameter.type();
      codes.append(
          switch (type.getName()) {
            case "double", "float" -> 'F';
            case "boolean" -> '?';
            case "[D" -> 'd';
            case "[F" -> 'f';
            case "[J" -> 'q';
            case "[I" -> 'i';
            case "[S" -> 'h';
            case "[B" -> 'B';
            default -> 'I';
          });
    }
    return codes.toString();
  }

  /** What the interface's function does. */
  private MethodHandle call(MethodType type) {
    MethodType own = MethodType.methodType(Object.class, Object[].class);
    MethodHandle slowly =
        find("callSlowly", own).asCollector(Object[].class, type.parameterCount()).asType(type);
    MethodHandle converted =
        type.returnType() == void.class
            ? MethodHandles.empty(MethodType.methodType(void.class, Object.class))
            : conversion(type.returnType());
    MethodHandle chosen =
        MethodHandles.guardWithTest(
            find("isDeclined", MethodType.methodType(boolean.class, Object.class)),
            MethodHandles.dropArguments(slowly, 0, Object.class),
            MethodHandles.dropArguments(converted, 1, type.parameterList()));
    return MethodHandles.foldArguments(chosen, direct.handle());
  }

  private MethodHandle conversion(Class<?> result) {
    MethodType cast = MethodType.methodType(result, Object.class);
    if (result == double.class) {
      return find("asDouble", cast);
    }
    if (result == long.class) {
      return find("asLong", cast);
    }
    return result.isArray()
        ? MethodHandles.identity(Object.class).asType(cast)
        : find("fitted", MethodType.methodType(Object.class, Object.class)).asType(cast);
  }

  private MethodHandle find(String name, MethodType type) {
    try {
      return LOOKUP.bind(this, name, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no " + name, e);
    }
  }

  private boolean isDeclined(Object result) {
    return result == DirectFunction.DECLINED;
  }

  private double asDouble(@Nullable Object result) {
    return result instanceof Double d ? d : (double) function.fitted(result);
  }

  private long asLong(@Nullable Object result) {
    return result instanceof Long n ? n : (long) function.fitted(result);
  }

  private @Nullable Object fitted(@Nullable Object result) {
    return function.fitted(result);
  }

  /** Prepares calls for the next time, and this one; or has the guest answer it. */
  private @Nullable Object callSlowly(@Nullable Object[] arguments) throws Throwable {
    // Before the guest is entered, which may be refused for other reasons.
    function.requireUsable(arguments);
    if (!Thread.currentThread().isInterrupted() && direct.prepare(this::enter)) {
      Object result = direct.handle().invokeWithArguments(arguments);
      if (!isDeclined(result)) {
        return function.directResult(result);
      }
    }
    return function.call(arguments);
  }

  private boolean enter(long ticket) {
    try {
      byte[] request = Data.encode(List.of("direct", bound.number(), ticket, samples));
      return Outcome.list(guest.ask(request)).equals(List.of(true));
    } catch (BadDataException e) {
      throw new IllegalStateException("numbers and strings are data", e);
    }
  }

  /** An object of a new class; none where a class of ours cannot implement the interface. */
  private <T> Optional<T> implement(Class<T> type, Method method) {
    MethodType shape = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
    Optional<MethodHandles.Lookup> place = place(type);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    try {
      MethodHandles.Lookup made =
          place
              .get()
              .defineHiddenClassWithClassData(
                  bytes(place.get().lookupClass().getPackageName(), type, method, shape),
                  call(shape),
                  true);
      Object instance =
          made.findConstructor(made.lookupClass(), MethodType.methodType(void.class)).invoke();
      return Optional.of(type.cast(instance));
    } catch (IllegalAccessException e) {
      return Optional.empty();
    } catch (Throwable e) {
      throw new LinkageError("the class that implements " + type.getTypeName(), e);
    }
  }

  /** Where a class can implement the interface: beside it, or here if it is for all to see. */
  private static Optional<MethodHandles.Lookup> place(Class<?> type) {
    try {
      return Optional.of(MethodHandles.privateLookupIn(type, LOOKUP));
    } catch (IllegalAccessException e) {
      return isVisible(type) ? Optional.of(LOOKUP) : Optional.empty();
    }
  }

  private static boolean isVisible(Class<?> type) {
    try {
      return LOOKUP.findClass(type.getName()) == type;
    } catch (ClassNotFoundException | IllegalAccessException e) {
      return false;
    }
  }

  private byte[] bytes(String place, Class<?> type, Method method, MethodType shape) {
    MethodTypeDesc descriptor = shape.describeConstable().orElseThrow();
    MethodTypeDesc nothing = MethodTypeDesc.of(ConstantDescs.CD_void);
    return ClassFile.of()
        .build(
            ClassDesc.of(place, "GuestFunction"),
            cls ->
                cls.withFlags(AccessFlag.FINAL, AccessFlag.SYNTHETIC)
                    .withInterfaceSymbols(type.describeConstable().orElseThrow())
                    .withMethodBody(
                        ConstantDescs.INIT_NAME,
                        nothing,
                        0,
                        code ->
                            code.aload(0)
                                .invokespecial(CD_Object, ConstantDescs.INIT_NAME, nothing)
                                .return_())
                    .withMethodBody(
                        method.getName(),
                        descriptor,
                        ClassFile.ACC_PUBLIC,
                        code -> {
                          code.loadConstant(CALL);
                          for (int i = 0; i < shape.parameterCount(); i++) {
                            code.loadLocal(
                                TypeKind.from(descriptor.parameterType(i)), code.parameterSlot(i));
                          }
                          code.invokevirtual(CD_MethodHandle, "invokeExact", descriptor)
                              .return_(TypeKind.from(descriptor.returnType()));
                        })
                    .withMethodBody(
                        "toString",
                        MethodTypeDesc.of(CD_String),
                        ClassFile.ACC_PUBLIC,
                        code -> code.loadConstant(function.description()).areturn()));
  }
}
