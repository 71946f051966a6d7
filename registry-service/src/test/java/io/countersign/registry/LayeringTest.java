package io.countersign.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class LayeringTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.countersign.registry");

    @Test
    void coreKnowsRulesOnly() {
        classes()
                .that()
                .resideInAPackage("..registry.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.countersign.registry.core..",
                        "io.countersign.contracts..",
                        "io.countersign.x509..",
                        "io.countersign.orders..",
                        "io.countersign.tlog..",
                        // The JSON tree is part of contracts' interface.
                        "com.fasterxml.jackson.databind..")
                .check(CLASSES);
    }

    @Test
    void coreNeverSeesAFuture() {
        noClasses()
                .that()
                .resideInAPackage("..registry.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "io.vertx..")
                .check(CLASSES);
    }

    @Test
    void eachTechnologyStaysInItsPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..registry.postgres..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.postgresql..", "org.flywaydb..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("..registry.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.ext..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("..registry.kafka..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("..registry.audit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..")
                .check(CLASSES);
    }

    @Test
    void httpAndKafkaDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("..registry.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..registry.kafka..", "..registry.postgres..", "..registry.audit..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("..registry.kafka..", "..registry.postgres..", "..registry.audit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..registry.http..")
                .check(CLASSES);
    }
}
