package dev.varve.it.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What ARCHITECTURE.md says about the code, as rules over the compiled classes. */
class ArchitectureTest {
  private static final int MOST_PARAMETERS = 6;

  /** A system call has a number and up to six arguments, and somewhere for its errno. */
  private static final String SYSTEM_CALLS =
      "dev\\.varve\\.linux\\.(Syscall|KernelGate|ForeignGate|Dir)";

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          // The loops that JMH writes around the benchmarks.
          .withImportOption(location -> !location.contains("/jmh_generated/"))
          .importPackages("dev.varve");

  @Test
  void imported_classes_come_from_every_module() {
    Set<String> modules = new TreeSet<>();
    PRODUCT.forEach(type -> modules.add(type.getPackageName().split("\\.")[2]));
    assertEquals(new TreeSet<>(Modules.names()), modules);
  }

  @Test
  void packages_have_no_cycles() {
    slices()
        .matching("dev.varve.(**)")
        .namingSlices("dev.varve.$1")
        .should()
        .beFreeOfCycles()
        .check(PRODUCT);
  }

  @Test
  void native_calls_are_made_in_linux_only() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.varve.linux..")
        .should()
        .dependOnClassesThat()
        // Arena and MemorySegment may map files; what links native functions may not.
        .haveNameMatching(
            "java\\.lang\\.foreign\\.(Linker|SymbolLookup|FunctionDescriptor).*"
                + "|sun\\.misc\\..*|jdk\\.internal\\..*")
        .check(PRODUCT);
    methods()
        .that()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackage("dev.varve.linux..")
        .should()
        .notHaveModifier(JavaModifier.NATIVE)
        .check(PRODUCT);
  }

  @Test
  void output_is_printed_by_the_cli_only() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.varve.cli..", "dev.varve.it..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(PRODUCT);
  }

  @Test
  void process_is_ended_by_the_cli_only() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.varve.cli..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(PRODUCT);
  }

  @Test
  void class_names_say_the_medium_or_the_verb() {
    classes()
        .should()
        // A base image and a credential helper are the field's terms; a class to be extended must
        // not
        // be called a base.
        .haveNameNotMatching(
            ".*[.$](\\w*(Utils?|(?<!Credential|By)Helpers?|Manager|Impl)"
                + "|Base(?!(Images?|Operation|Rootfs)?$|Images?[$])\\w+|Abstract\\w*|Const(ants)?)")
        .check(PRODUCT);
  }

  @Test
  void logging_frameworks_are_not_used() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.util.logging..", "org.slf4j..", "org.apache.log4j..", "org.apache.logging..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(System.Logger.class)
        .check(PRODUCT);
  }

  @Test
  void calls_take_at_most_six_parameters() {
    codeUnits()
        .that()
        .areDeclaredInClassesThat()
        .areNotRecords()
        .and()
        .areDeclaredInClassesThat()
        .haveNameNotMatching(SYSTEM_CALLS)
        .should(takeAtMost(MOST_PARAMETERS))
        .check(PRODUCT);
  }

  private static ArchCondition<JavaCodeUnit> takeAtMost(int parameters) {
    return new ArchCondition<>("take at most " + parameters + " parameters") {
      @Override
      public void check(JavaCodeUnit unit, ConditionEvents events) {
        int count = unit.getRawParameterTypes().size();
        boolean generated =
            unit.getModifiers().contains(JavaModifier.SYNTHETIC) || unit.getName().contains("$");
        if (count > parameters && !generated) {
          String text = unit.getFullName() + " takes " + count;
          events.add(SimpleConditionEvent.violated(unit, text));
        }
      }
    };
  }

  @Test
  void tests_use_no_mock_library() {
    JavaClasses tests =
        new ClassFileImporter()
            .importPaths(
                Modules.names().stream()
                    .map(name -> Modules.root().resolve(name).resolve("target/test-classes"))
                    .filter(java.nio.file.Files::isDirectory)
                    .toList());
    noClasses().should().dependOnClassesThat().resideInAnyPackage(mockLibraries()).check(tests);
  }

  private static String[] mockLibraries() {
    return Arrays.stream(new String[] {"mockito", "easymock", "jmock", "powermock", "mockk"})
        .map(name -> ".." + name + "..")
        .toArray(String[]::new);
  }
}
