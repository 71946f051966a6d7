package io.countersign.signer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class LayeringTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.countersign.signer");

    @Test
    void keepsTheRulesFreeOfTechnology() {
        classes()
                .that()
                .resideInAPackage("..signer.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.countersign.signer.core..",
                        "io.countersign.contracts..",
                        "io.countersign.x509..",
                        "io.countersign.orders..",
                        "io.countersign.tlog..",
                        // The leaf of a receipt is a JSON tree of the contracts' own event shape.
                        "com.fasterxml.jackson.databind..")
                .check(CLASSES);
    }

    @Test
    void keepsFuturesOutOfTheRules() {
        noClasses()
                .that()
                .resideInAPackage("..signer.core..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(".*(Future|CompletionStage|Promise)")
                .check(CLASSES);
    }

    @Test
    void reachesTheHsmAndKafkaFromOnePackageEach() {
        noClasses()
                .that()
                .resideInAnyPackage("..signer.core..", "..signer.kafka..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.countersign.hsm..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("..signer.core..", "..signer.hsm..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.countersign.runtime..", "org.apache.kafka..")
                .check(CLASSES);
    }
}
