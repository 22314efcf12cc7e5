import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes into class files what javac leaves to the first run: the tests of switches over patterns,
 * and equals, hashCode and toString of records.
 *
 * <p>Each of them is an invokedynamic, for which the JVM spins a class or a tree of method handles
 * when it is first met, in every process anew, as no cache keeps them: some hundred of them for the
 * first kernels. Instead they become private static methods that do the same. Class files that have
 * none are left as they are, so a second run does nothing, and whoever changes this program builds
 * from clean folders.
 *
 * <p>In: a folder of class files; the classes that they name are on the class path. Out: the same
 * folder. Refused: nothing; a bootstrap of another kind stays.
 */
final class InlineBootstraps {
  private static final ClassDesc SWITCHES = ClassDesc.of("java.lang.runtime.SwitchBootstraps");
  private static final ClassDesc RECORDS = ClassDesc.of("java.lang.runtime.ObjectMethods");
  private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
  private static final ClassDesc BUILDER = ClassDesc.of("java.lang.StringBuilder");

  private InlineBootstraps() {}

  public static void main(String[] folders) throws IOException {
    ClassFile files =
        ClassFile.of(
            ClassFile.ConstantPoolSharingOption.NEW_POOL,
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(InlineBootstraps.class.getClassLoader())));
    for (String folder : folders) {
      List<Path> classes;
      try (Stream<Path> all = Files.walk(Path.of(folder))) {
        classes = all.filter(file -> file.toString().endsWith(".class")).toList();
      }
      for (Path file : classes) {
        Optional<byte[]> inlined = inlined(files, files.parse(file));
        if (inlined.isPresent()) {
          // A class that is half-written would be newer than its source for ever.
          Path whole = Files.write(file.resolveSibling(file.getFileName() + ".tmp"), inlined.get());
          Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        }
      }
    }
  }

  /** The class without such bootstraps; nothing where it has none. */
  private static Optional<byte[]> inlined(ClassFile files, ClassModel model) {
    // By constants: sites that share one share a method.
    Map<InvokeDynamicEntry, Replacement> replacements = new LinkedHashMap<>();
    model.methods().stream()
        .flatMap(method -> method.code().stream())
        .flatMap(code -> code.elementStream())
        .forEach(
            element -> {
              if (element instanceof InvokeDynamicInstruction site
                  && !replacements.containsKey(site.invokedynamic())) {
                body(model, site)
                    .ifPresent(
                        body ->
                            replacements.put(
                                site.invokedynamic(),
                                new Replacement(
                                    site.name().stringValue() + "$" + replacements.size(),
                                    site.typeSymbol(),
                                    body)));
              }
            });
    if (replacements.isEmpty()) {
      return Optional.empty();
    }
    ClassDesc owner = model.thisClass().asSymbol();
    boolean isInterface = model.flags().has(AccessFlag.INTERFACE);
    ClassTransform calls =
        ClassTransform.transformingMethodBodies(
            (CodeBuilder code, CodeElement element) -> {
              Replacement replacement =
                  element instanceof InvokeDynamicInstruction site
                      ? replacements.get(site.invokedynamic())
                      : null;
              if (replacement == null) {
                code.with(element);
              } else {
                code.invokestatic(owner, replacement.name(), replacement.type(), isInterface);
              }
            });
    ClassTransform methods =
        ClassTransform.endHandler(
            cls -> replacements.values().forEach(replacement -> replacement.addTo(cls)));
    return Optional.of(files.transformClass(model, calls.andThen(methods)));
  }

  private static Optional<Body> body(ClassModel model, InvokeDynamicInstruction site) {
    ClassDesc bootstraps = site.bootstrapMethod().owner();
    List<ConstantDesc> arguments = site.bootstrapArgs();
    if (bootstraps.equals(SWITCHES) && site.bootstrapMethod().methodName().equals("typeSwitch")) {
      return arguments.stream().allMatch(label -> label instanceof ClassDesc || isEnum(label))
          ? Optional.of(code -> typeSwitch(code, arguments))
          : Optional.empty();
    }
    if (!bootstraps.equals(RECORDS)) {
      return Optional.empty();
    }
    ClassDesc type = (ClassDesc) arguments.get(0);
    List<Component> components = components(arguments);
    return switch (site.name().stringValue()) {
      case "equals" -> Optional.of(code -> equals(code, type, components));
      case "hashCode" -> Optional.of(code -> hashCode(code, type, components));
      case "toString" -> Optional.of(code -> toString(code, type, simpleName(model), components));
      default -> Optional.empty();
    };
  }

  /** Of (value, restart): the first label from restart on that the value is of; -1 for null. */
  private static void typeSwitch(CodeBuilder code, List<ConstantDesc> labels) {
    List<Label> starts = labels.stream().map(_ -> code.newLabel()).toList();
    Label none = code.newLabel();
    Label isThere = code.newLabel();
    code.aload(0).ifnonnull(isThere).iconst_m1().ireturn().labelBinding(isThere);
    if (!labels.isEmpty()) {
      List<SwitchCase> cases =
          IntStream.range(0, labels.size()).mapToObj(i -> SwitchCase.of(i, starts.get(i))).toList();
      code.iload(1).tableswitch(0, labels.size() - 1, none, cases);
    }
    for (int i = 0; i < labels.size(); i++) {
      Label next = i + 1 < labels.size() ? starts.get(i + 1) : none;
      code.labelBinding(starts.get(i)).aload(0);
      if (labels.get(i) instanceof ClassDesc type) {
        code.instanceOf(type).ifeq(next);
      } else {
        Constant constant = constant(labels.get(i));
        code.getstatic(constant.type(), constant.name(), constant.type()).if_acmpne(next);
      }
      code.loadConstant(i).ireturn();
    }
    code.labelBinding(none).loadConstant(labels.size()).ireturn();
  }

  private static void equals(CodeBuilder code, ClassDesc type, List<Component> components) {
    Label differ = code.newLabel();
    code.aload(1).instanceOf(type).ifeq(differ);
    code.aload(1).checkcast(type).astore(2);
    for (Component component : components) {
      for (int record : new int[] {0, 2}) {
        code.aload(record).getfield(type, component.name(), component.type());
      }
      switch (TypeKind.from(component.type())) {
        case BOOLEAN, BYTE, SHORT, CHAR, INT -> code.if_icmpne(differ);
        case LONG -> code.lcmp().ifne(differ);
        case FLOAT, DOUBLE ->
            code.invokestatic(
                    boxOf(component.type()),
                    "compare",
                    MethodTypeDesc.of(ConstantDescs.CD_int, component.type(), component.type()))
                .ifne(differ);
        default ->
            code.invokestatic(
                    OBJECTS,
                    "equals",
                    MethodTypeDesc.of(
                        ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object))
                .ifeq(differ);
      }
    }
    code.iconst_1().ireturn().labelBinding(differ).iconst_0().ireturn();
  }

  private static void hashCode(CodeBuilder code, ClassDesc type, List<Component> components) {
    code.iconst_0();
    for (Component component : components) {
      code.bipush(31).imul().aload(0).getfield(type, component.name(), component.type());
      if (component.type().isPrimitive()) {
        code.invokestatic(
            boxOf(component.type()),
            "hashCode",
            MethodTypeDesc.of(ConstantDescs.CD_int, component.type()));
      } else {
        code.invokestatic(
            OBJECTS, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object));
      }
      code.iadd();
    }
    code.ireturn();
  }

  private static void toString(
      CodeBuilder code, ClassDesc type, String name, List<Component> components) {
    code.new_(BUILDER)
        .dup()
        .invokespecial(BUILDER, "<init>", MethodTypeDesc.of(ConstantDescs.CD_void));
    String before = name + "[";
    for (Component component : components) {
      append(code.loadConstant(before + component.name() + "="), ConstantDescs.CD_String);
      code.aload(0).getfield(type, component.name(), component.type());
      append(
          code,
          switch (TypeKind.from(component.type())) {
            case BYTE, SHORT -> ConstantDescs.CD_int;
            case REFERENCE -> ConstantDescs.CD_Object;
            default -> component.type();
          });
      before = ", ";
    }
    append(code.loadConstant(components.isEmpty() ? before + "]" : "]"), ConstantDescs.CD_String);
    code.invokevirtual(BUILDER, "toString", MethodTypeDesc.of(ConstantDescs.CD_String)).areturn();
  }

  private static void append(CodeBuilder code, ClassDesc type) {
    code.invokevirtual(BUILDER, "append", MethodTypeDesc.of(BUILDER, type));
  }

  private static ClassDesc boxOf(ClassDesc primitive) {
    return ClassDesc.of(
        "java.lang."
            + switch (TypeKind.from(primitive)) {
              case BOOLEAN -> "Boolean";
              case BYTE -> "Byte";
              case SHORT -> "Short";
              case CHAR -> "Character";
              case INT -> "Integer";
              case LONG -> "Long";
              case FLOAT -> "Float";
              case DOUBLE -> "Double";
              default -> throw new IllegalArgumentException(primitive.displayName());
            });
  }

  /** Of (record class, names between semicolons, handle of a getter, ...). */
  private static List<Component> components(List<ConstantDesc> arguments) {
    String[] names = ((String) arguments.get(1)).split(";");
    List<Component> components = new ArrayList<>();
    for (int i = 2; i < arguments.size(); i++) {
      MethodTypeDesc getter = ((DirectMethodHandleDesc) arguments.get(i)).invocationType();
      components.add(new Component(names[i - 2], getter.returnType()));
    }
    return components;
  }

  /** As Class.getSimpleName tells it. */
  private static String simpleName(ClassModel model) {
    return model
        .elementStream()
        .flatMap(
            e -> e instanceof InnerClassesAttribute inner ? inner.classes().stream() : Stream.of())
        .filter(inner -> inner.innerClass().equals(model.thisClass()))
        .flatMap(inner -> inner.innerName().stream())
        .map(name -> name.stringValue())
        .findFirst()
        .orElseGet(() -> model.thisClass().asSymbol().displayName());
  }

  private static boolean isEnum(ConstantDesc label) {
    return label instanceof DynamicConstantDesc<?> constant
        && constant.bootstrapArgs().length == 3
        && constant.bootstrapArgs()[0] instanceof DirectMethodHandleDesc factory
        && factory.owner().descriptorString().equals("Ljava/lang/Enum$EnumDesc;");
  }

  /** A constant of an enum, as javac describes it: EnumDesc.of(ClassDesc.of(name), name). */
  private static Constant constant(ConstantDesc label) {
    ConstantDesc[] arguments = ((DynamicConstantDesc<?>) label).bootstrapArgs();
    ConstantDesc[] type = ((DynamicConstantDesc<?>) arguments[1]).bootstrapArgs();
    return new Constant(ClassDesc.of((String) type[1]), (String) arguments[2]);
  }

  private interface Body {
    void write(CodeBuilder code);
  }

  private record Component(String name, ClassDesc type) {}

  private record Constant(ClassDesc type, String name) {}

  private record Replacement(String name, MethodTypeDesc type, Body body) {
    void addTo(ClassBuilder cls) {
      cls.withMethodBody(
          name,
          type,
          ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
          body::write);
    }
  }
}
