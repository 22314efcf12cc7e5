package io.epochly.kernels.internal.lift;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds methods in class files, and values of fields, as a class sees them. */
final class Methods {
  private final Map<Class<?>, Optional<ClassModel>> models = new HashMap<>();

  /** A static method and where it was found. */
  record Found(Class<?> owner, MethodModel method) {}

  /** The static method of a class or of those above it, with code that can be read. */
  Optional<Found> find(Class<?> owner, String name, MethodTypeDesc type) {
    for (Class<?> c = owner; c != null; c = c.getSuperclass()) {
      Optional<MethodModel> method =
          model(c).stream()
              .flatMap(model -> model.methods().stream())
              .filter(
                  m ->
                      m.methodName().equalsString(name)
                          && m.methodTypeSymbol().equals(type)
                          && m.flags().has(AccessFlag.STATIC)
                          && !m.flags().has(AccessFlag.SYNCHRONIZED)
                          && m.code().isPresent())
              .findFirst();
      if (method.isPresent()) {
        return Optional.of(new Found(c, method.get()));
      }
    }
    return Optional.empty();
  }

  private Optional<ClassModel> model(Class<?> c) {
    return models.computeIfAbsent(c, Methods::read);
  }

  private static Optional<ClassModel> read(Class<?> c) {
    String path = "/" + c.getName().replace('.', '/') + ".class";
    try (InputStream in = c.getResourceAsStream(path)) {
      return in == null ? Optional.empty() : Optional.of(ClassFile.of().parse(in.readAllBytes()));
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** The class of a name, as another class would find it. */
  static Optional<Class<?>> resolve(ClassDesc name, Class<?> from) {
    try {
      String binary = name.packageName().isEmpty() ? "" : name.packageName() + ".";
      return Optional.of(Class.forName(binary + name.displayName(), false, from.getClassLoader()));
    } catch (ClassNotFoundException | LinkageError _) {
      return Optional.empty();
    }
  }

  /** Initialises a class, as a call of its methods does; whether that succeeds. */
  static boolean isInitialised(Class<?> c) {
    try {
      Class.forName(c.getName(), true, c.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError _) {
      return false;
    }
  }

  /**
   * The value of a static final field of a primitive type. Asking for it initialises its class, as
   * running the method would.
   */
  static Optional<Object> constant(Class<?> owner, String name) {
    return value(owner, name, Class::isPrimitive);
  }

  /** Likewise of a layout of memory. */
  static Optional<ValueLayout> layout(Class<?> owner, String name) {
    return value(owner, name, ValueLayout.class::isAssignableFrom).map(ValueLayout.class::cast);
  }

  private static Optional<Object> value(Class<?> owner, String name, Predicate<Class<?>> type) {
    try {
      Field field = declared(owner, name);
      if (field == null
          || !Modifier.isStatic(field.getModifiers())
          || !Modifier.isFinal(field.getModifiers())
          || !type.test(field.getType())
          || !isAccessible(field)) {
        return Optional.empty();
      }
      return Optional.ofNullable(field.get(null));
    } catch (IllegalAccessException | LinkageError _) {
      return Optional.empty();
    }
  }

  /** Public fields of the JDK can be read, though it opens nothing. */
  private static boolean isAccessible(Field field) {
    return field.canAccess(null) || field.trySetAccessible();
  }

  private static @Nullable Field declared(Class<?> owner, String name) {
    for (Class<?> c = owner; c != null; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          return field;
        }
      }
    }
    return null;
  }
}
