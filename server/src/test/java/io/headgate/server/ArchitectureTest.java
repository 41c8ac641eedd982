package io.headgate.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules that ARCHITECTURE.md states about what may know what. */
class ArchitectureTest {
    private static final String PROPERTY = "io.headgate.property";
    private static final String HISTORY = "io.headgate.history";
    private static final String DISK = "io.headgate.disk";
    private static final String SIMULATION = "io.headgate.simulation";
    private static final String CONSENSUS = "io.headgate.consensus";
    private static final String LOG = "io.headgate.log";
    private static final String STORE = "io.headgate.store";
    private static final String REPLICA = "io.headgate.replica";
    private static final String ETCD = "io.headgate.etcd";
    private static final String HTTP = "io.headgate.http";
    private static final String BALANCE = "io.headgate.balance";
    private static final String DNS = "io.headgate.dns";
    private static final String PROXY = "io.headgate.proxy";
    private static final String SERVER = "io.headgate.server";

    /** From jars or folders: how Maven was called decides. */
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.headgate");

    /** A rule about nothing holds. The least is a little below what was there when this was written. */
    @Test
    void enoughClassesOfEachPackageAreLookedAt() {
        Map.ofEntries(
                        entry(PROPERTY, 150),
                        entry(HISTORY, 90),
                        entry(DISK, 4),
                        entry(SIMULATION, 80),
                        entry(CONSENSUS, 70),
                        entry(LOG, 60),
                        entry(STORE, 140),
                        entry(REPLICA, 70),
                        entry(ETCD, 300),
                        entry(HTTP, 45),
                        entry(BALANCE, 48),
                        entry(DNS, 50),
                        entry(PROXY, 90),
                        entry(SERVER, 160))
                .forEach((name, least) -> assertThat(PRODUCT.stream()
                                .filter(type -> type.getPackageName().equals(name)))
                        .as(name)
                        .hasSizeGreaterThanOrEqualTo(least));
    }

    @Test
    void everyModuleIsOneFlatPackage() {
        classes()
                .should()
                .resideInAnyPackage(
                        PROPERTY,
                        HISTORY,
                        DISK,
                        SIMULATION,
                        CONSENSUS,
                        LOG,
                        STORE,
                        REPLICA,
                        ETCD,
                        HTTP,
                        BALANCE,
                        DNS,
                        PROXY,
                        SERVER)
                .because("a second package is a second module, and a new module needs its rules here")
                .check(PRODUCT);
    }

    @Test
    void noTwoPackagesKnowEachOther() {
        slices().matching("io.headgate.(*)..").should().beFreeOfCycles().check(PRODUCT);
    }

    @Test
    void theProofKitKnowsNothingOfHeadgate() {
        onlyDepends(PROPERTY, "org.junit..", "org.opentest4j..");
        onlyDepends(HISTORY);
        onlyDepends(DISK);
        onlyDepends(SIMULATION, PROPERTY, HISTORY, DISK);
    }

    @Test
    void consensusLogAndStoreKnowNeitherOneAnotherNorAnySocketOrFile() {
        onlyDepends(CONSENSUS);
        onlyDepends(LOG, DISK);
        onlyDepends(STORE);
        noClasses()
                .that()
                .resideInAnyPackage(CONSENSUS, LOG, STORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..")
                .check(PRODUCT);
    }

    @Test
    void theReplicaKnowsNoGrpcAndTheEtcdApiNoReplica() {
        onlyDepends(REPLICA, CONSENSUS, LOG, STORE, DISK, "io.netty..", "javax.net.ssl..", "org.slf4j..");
        noClasses()
                .that()
                .resideInAPackage(ETCD)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CONSENSUS, LOG, REPLICA)
                .check(PRODUCT);
    }

    private static void onlyDepends(String on, String... others) {
        List<String> allowed = new ArrayList<>(List.of(on, "java..", "org.jspecify.."));
        allowed.addAll(List.of(others));
        classes()
                .that()
                .resideInAPackage(on)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
                .check(PRODUCT);
    }

    @Test
    void noProductionCodeStandsOnTheProofKit() {
        noClasses()
                .that()
                .resideInAnyPackage(CONSENSUS, LOG, STORE, REPLICA, ETCD, HTTP, BALANCE, DNS, PROXY, SERVER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PROPERTY, HISTORY, SIMULATION)
                .check(PRODUCT);
    }

    @Test
    void httpBalanceAndDnsDependOnTheJdkOnly() {
        for (String pure : new String[] {HTTP, BALANCE, DNS}) {
            classes()
                    .that()
                    .resideInAPackage(pure)
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(pure, "java..", "javax.crypto..", "org.jspecify.."))
                    .check(PRODUCT);
        }
    }

    @Test
    void httpBalanceAndDnsDoNoInputOrOutputAndStartNoThread() {
        noClasses()
                .that()
                .resideInAnyPackage(HTTP, BALANCE, DNS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..", "java.util.logging..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.concurrent.Executor.class)
                .check(PRODUCT);
    }

    @Test
    void theProxyKnowsHttpAndBalanceAndOfTheWorldOnlyNettyAndSlf4j() {
        classes()
                .that()
                .resideInAPackage(PROXY)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        PROXY, HTTP, BALANCE, "java..", "javax.net..", "io.netty..", "org.slf4j..", "org.jspecify.."))
                .check(PRODUCT);
    }

    @Test
    void nobodyKnowsTheServer() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SERVER)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SERVER)
                .check(PRODUCT);
    }

    @Test
    void theDataPlaneHasNoThreadLocalsAndPrintsNothing() {
        noClasses()
                .that()
                .resideInAnyPackage(HTTP, BALANCE, DNS, PROXY)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocal.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.netty.util.concurrent.FastThreadLocal")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(PRODUCT);
    }

    @Test
    void theDataPlaneDoesNotReflect() {
        noClasses()
                .that()
                .resideInAnyPackage(HTTP, BALANCE, DNS, PROXY)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.reflect..")
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .check(PRODUCT);
    }
}
