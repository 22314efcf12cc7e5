package io.epochly.conformance.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the modules to {@link ModuleRules}, and each rule to finding the class that breaks it. */
class ModuleStructureTest {
  private static final String ROOT = "io.epochly";
  private static final String BROKEN = "io.epochly.conformance.structure.broken";

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);
  private static final JavaClasses VIOLATIONS = new ClassFileImporter().importPackages(BROKEN);

  static Stream<Arguments> rules() {
    return Stream.of(
        rule("KernelThatKnowsAGuest", ModuleRules::kernelsKnowNoOtherModule),
        rule("GuestThatKnowsTheHost", ModuleRules::guestKnowsOnlyKernels),
        rule("HostThatKnowsASuite", ModuleRules::hostKnowsNoSuite),
        rule("KernelThatKnowsPolyglot", ModuleRules::kernelsKnowNoGuestLanguage),
        rule("HostThatTouchesInternals", ModuleRules::internalsAreTouchedByTheirModuleOnly),
        rule("GuestThatReachesIntoGraalPy", ModuleRules::onlyOnePackageReachesIntoGraalPy),
        rule(
            "FrontendThatReachesIntoTheRuntime",
            ModuleRules::frontendTouchesNothingOfGraalPyButItsParser),
        rule("HostWithStaticState", ModuleRules::staticFieldsAreFinal));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theModulesKeepTheRule(String offender, Function<ModuleRules, ArchRule> rule) {
    rule.apply(new ModuleRules(ROOT)).check(PRODUCT);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theRuleFindsItsOffenderAndNobodyElse(String offender, Function<ModuleRules, ArchRule> rule) {
    var report = rule.apply(new ModuleRules(BROKEN)).evaluate(VIOLATIONS).getFailureReport();

    assertThat(report.getDetails())
        .isNotEmpty()
        .allSatisfy(detail -> assertThat(detail).contains("." + offender + "."));
  }

  @Test
  void everyModuleIsLookedAt() {
    assertThat(PRODUCT.stream().map(JavaClass::getPackageName))
        .contains("io.epochly.kernels", "io.epochly.guest", "io.epochly.host");
  }

  private static Arguments rule(String offender, Function<ModuleRules, ArchRule> rule) {
    return Arguments.of(offender, rule);
  }
}
