package io.cairn.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shape of the whole product, checked on its class files: who imports whom, and who may do what. */
class ArchitectureTest {
    private static final ImportOption NO_TEST_JARS = (Location location) -> !location.contains("-tests.jar");

    private static JavaClasses product;

    @BeforeAll
    static void readTheProduct() {
        product = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(NO_TEST_JARS)
                .importPackages("io.cairn");
    }

    @Test
    void seesAllModules() {
        for (String module : List.of("io.cairn.common", "io.cairn.primary", "io.cairn.checkpointer", "io.cairn.cli")) {
            assertTrue(product.containPackage(module), module);
        }
    }

    @Test
    void importsFollowTheTable() {
        ImportTable table = ImportTable.ofCairn();
        List<String> violations = product.stream()
                .flatMap(type -> table.violationsOf(type).stream())
                .sorted()
                .distinct()
                .toList();

        assertEquals("", String.join("\n", violations));
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.cairn.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(product);
    }

    @Test
    void everyPackageIsNullMarked() {
        TreeSet<String> unmarked = new TreeSet<>();
        for (JavaClass type : product) {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        }

        assertEquals(new TreeSet<String>(), unmarked);
    }

    @Test
    void onlyTheRocksStoreKnowsRocksDb() {
        onlyIn("io.cairn.common.store.rocks..").mayUse("org.rocksdb..");
    }

    /** Whoever sets the clock must not silence the checkpointer: what it waits by is {@code java.util.concurrent}'s. */
    @Test
    void theScheduleUsesNothingThatCouldAskTheWallClock() {
        classes()
                .that()
                .resideInAPackage("io.cairn.checkpointer.schedule..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "io.cairn.checkpointer.schedule..",
                                "java.lang..",
                                "java.util.concurrent..",
                                "java.util.function..",
                                "java.util.stream..",
                                "org.slf4j..",
                                "org.jspecify..")
                        .or(belongToAnyOf(Duration.class, Iterator.class, List.class)))
                .check(product);
    }

    @Test
    void webTypesStayInWireAndApp() {
        onlyIn("io.cairn.primary.wire..", "io.cairn.primary.app..", "io.cairn.checkpointer..", "io.cairn.cli..")
                .mayUse("jakarta.ws.rs..", "org.glassfish.jersey..", "com.fasterxml.jackson..");
    }

    @Test
    void commonKnowsNoServerAndNoScheduler() {
        onlyIn("io.cairn.primary..", "io.cairn.checkpointer..", "io.cairn.cli..")
                .mayUse("io.dropwizard..", "org.eclipse.jetty..", "jakarta..", "io.prometheus..");
    }

    @Test
    void onlyApplicationsEndTheProcess() {
        noClasses()
                .that(areNeitherApplicationNorCommandLine())
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .allowEmptyShould(true)
                .check(product);
    }

    @Test
    void timeAndChanceAreHandedIn() {
        noClasses()
                .that(areNeitherApplicationNorCommandLine())
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callConstructor(Random.class)
                .allowEmptyShould(true)
                .check(product);
    }

    @Test
    void nobodySleeps() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .allowEmptyShould(true)
                .check(product);
    }

    @Test
    void namesAreNouns() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl)")
                .allowEmptyShould(true)
                .check(product);
    }

    private static DescribedPredicate<JavaClass> areNeitherApplicationNorCommandLine() {
        return DescribedPredicate.not(
                        resideInAnyPackage("io.cairn.primary.app..", "io.cairn.checkpointer.app..", "io.cairn.cli.."))
                .as("are neither an application nor the command line");
    }

    private static Owners onlyIn(String... packages) {
        return new Owners(packages);
    }

    /** The packages that a library is reserved for. Immutable. */
    private record Owners(String... packages) {
        void mayUse(String... libraries) {
            noClasses()
                    .that()
                    .resideOutsideOfPackages(packages)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(libraries)
                    .allowEmptyShould(true)
                    .check(product);
        }
    }
}
