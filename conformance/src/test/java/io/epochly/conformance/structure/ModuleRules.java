package io.epochly.conformance.structure;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * What the modules may know of each other, for modules that are the packages right under a root.
 *
 * <p>The root is a parameter so that the rules can be tried on small classes that break them.
 */
final class ModuleRules {
  private static final String PYTHON = "com.oracle.graal.python..";
  private static final String PYTHON_PARSER = "com.oracle.graal.python.pegparser..";

  private final String root;

  ModuleRules(String root) {
    this.root = root;
  }

  /** The arrows point one way: host, guest, kernels; the suites see all and are seen by none. */
  ArchRule kernelsKnowNoOtherModule() {
    return noClasses()
        .that()
        .resideInAPackage(module("kernels"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(module("guest"), module("host"), module("conformance")));
  }

  ArchRule guestKnowsOnlyKernels() {
    return noClasses()
        .that()
        .resideInAPackage(module("guest"))
        .should()
        .dependOnClassesThat(resideInAnyPackage(module("host"), module("conformance")));
  }

  ArchRule hostKnowsNoSuite() {
    return noClasses()
        .that()
        .resideInAPackage(module("host"))
        .should()
        .dependOnClassesThat(resideInAnyPackage(module("conformance")));
  }

  /** The kernels serve any guest language. */
  ArchRule kernelsKnowNoGuestLanguage() {
    return noClasses()
        .that()
        .resideInAPackage(module("kernels"))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.graalvm..", "com.oracle..", "jdk.graal.."));
  }

  ArchRule internalsAreTouchedByTheirModuleOnly() {
    return classes().should(touchOnlyOwnInternals());
  }

  /** One package reaches into GraalPy, so that another version of it is one package's work. */
  ArchRule onlyOnePackageReachesIntoGraalPy() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(
            root + ".guest.internal.graalpy..", root + ".guest.internal.frontend..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(PYTHON));
  }

  ArchRule frontendTouchesNothingOfGraalPyButItsParser() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".guest.internal.frontend..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.and(
                resideInAnyPackage(PYTHON), resideOutsideOfPackages(PYTHON_PARSER)));
  }

  ArchRule staticFieldsAreFinal() {
    return fields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat(resideInAnyPackage(root + ".."))
        .should()
        .beFinal()
        .allowEmptyShould(true);
  }

  private String module(String name) {
    return root + "." + name + "..";
  }

  private ArchCondition<JavaClass> touchOnlyOwnInternals() {
    return new ArchCondition<>("touch internal packages of their own module only") {
      @Override
      public void check(JavaClass source, ConditionEvents events) {
        for (Dependency dependency : source.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass();
          if (isInternal(target) && !moduleOf(target).equals(moduleOf(source))) {
            events.add(SimpleConditionEvent.violated(source, dependency.getDescription()));
          }
        }
      }
    };
  }

  private boolean isInternal(JavaClass type) {
    String name = type.getPackageName() + ".";
    return name.startsWith(root + ".") && name.contains(".internal.");
  }

  private String moduleOf(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(root + ".")) {
      return "";
    }
    String rest = name.substring(root.length() + 1);
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }
}
