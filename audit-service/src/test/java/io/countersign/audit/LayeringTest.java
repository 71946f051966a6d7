package io.countersign.audit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LayeringTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.countersign.audit");

    @Test
    void coreKnowsNoTechnology() {
        classes()
                .that()
                .resideInAPackage("io.countersign.audit.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.countersign.audit.core..",
                        "io.countersign.contracts..",
                        "io.countersign.x509..",
                        "io.countersign.orders..",
                        "io.countersign.tlog..",
                        // JSON trees are part of the contracts' own shapes.
                        "com.fasterxml.jackson..")
                .check(CLASSES);
    }

    @Test
    void coreSeesNoFuture() {
        noClasses()
                .that()
                .resideInAPackage("io.countersign.audit.core..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.Future")
                .check(CLASSES);
    }

    @Test
    void technologiesDoNotKnowEachOther() {
        for (String technology : new String[] {"http", "postgres", "kafka", "hsm"}) {
            noClasses()
                    .that()
                    .resideInAPackage("io.countersign.audit." + technology + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(Stream.of("http", "postgres", "kafka", "hsm")
                            .filter(other -> !other.equals(technology))
                            .map(other -> "io.countersign.audit." + other + "..")
                            .toArray(String[]::new))
                    .check(CLASSES);
        }
    }
}
