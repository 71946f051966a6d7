package io.countersign.watcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayeringTest {
    private static final String ROOT = "io.countersign.watcher";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void coreKnowsTheJdkAndTheContractsOnly() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java.lang..",
                        "java.nio..",
                        "java.time..",
                        "java.util",
                        "java.util.function..",
                        "java.util.stream..",
                        ROOT + ".core..",
                        "io.countersign.contracts..")
                .check(CLASSES);
    }

    /** The watcher has no authority: what it could sign or serve stays off this side of it. */
    @Test
    void kafkaKnowsNeitherOrdersNorHttp() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".kafka..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.slf4j..",
                        "org.apache.kafka..",
                        "io.micrometer.core.instrument..",
                        ROOT + ".core..",
                        ROOT + ".kafka..",
                        "io.countersign.contracts..",
                        "io.countersign.runtime.kafka..",
                        "io.countersign.runtime.life..",
                        "io.countersign.runtime.tls..")
                .check(CLASSES);
    }
}
