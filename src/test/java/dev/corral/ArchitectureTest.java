package dev.corral;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysFalse;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The arrows between the rooms. A room may use the rooms that stand here behind its name, and
 * {@link #SHARED}; whoever adds an arrow adds it here, and thinks twice.
 */
class ArchitectureTest {

    private static final Map<String, Set<String>> ARROWS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("words", Set.of()),
                            Map.entry("door", Set.of("words")),
                            Map.entry("identity", Set.of("door", "settings", "store")),
                            Map.entry("settings", Set.of()),
                            Map.entry("backup", Set.of("store")),
                            Map.entry("store", Set.of("settings")),
                            Map.entry("policy", Set.of("settings", "store")),
                            Map.entry("fleet", Set.of("settings", "store")),
                            Map.entry("accounting", Set.of("settings", "store")),
                            Map.entry("exchange", with("policy", "fleet", "accounting")),
                            Map.entry("gateway", with("exchange", "policy", "fleet")),
                            Map.entry("chats", with("exchange", "policy", "fleet")),
                            Map.entry("models", with("exchange", "policy", "fleet")),
                            Map.entry("status", with("exchange", "fleet", "accounting")),
                            Map.entry("demo", Set.of("settings")),
                            Map.entry(
                                    "rest",
                                    with(
                                            "accounting",
                                            "backup",
                                            "chats",
                                            "door",
                                            "exchange",
                                            "fleet",
                                            "gateway",
                                            "identity",
                                            "models",
                                            "policy",
                                            "status"))));

    /**
     * What every room but {@code door} may know: who is calling, how to answer with an error, and
     * sentences for people.
     */
    private static final Set<String> SHARED =
            Set.of(
                    "dev.corral.identity.Caller",
                    "dev.corral.identity.Role",
                    "dev.corral.identity.Via",
                    "dev.corral.door.Errors",
                    "dev.corral.door.Face",
                    "dev.corral.door.RawPath",
                    "dev.corral.door.RequestId",
                    "dev.corral.words.Refused",
                    "dev.corral.words.Sentence",
                    "dev.corral.words.Unfit");

    private static final String[] SERVER_API = {"jakarta.servlet..", "jakarta.ws.rs.."};
    private static final String[] HTTP = {
        "jakarta.servlet..",
        "jakarta.ws.rs..",
        "java.net.http..",
        "com.sun.net.httpserver..",
        "org.apache.hc.."
    };

    private static final JavaClasses CORRAL =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.corral");

    private static Set<String> with(String... rooms) {
        Set<String> all = new TreeSet<>(Set.of(rooms));
        all.addAll(Set.of("settings", "store"));
        return all;
    }

    @TestFactory
    Stream<DynamicTest> arrowsRunDownwardOnly() {
        return ARROWS.keySet().stream()
                .map(room -> DynamicTest.dynamicTest(room, () -> check(room)));
    }

    private static void check(String room) {
        noClasses()
                .that(resideInAPackage(packageOf(room)))
                .should()
                .dependOnClassesThat(forbiddenFor(room))
                .because("it may use " + ARROWS.get(room) + " and what is shared, nothing else")
                .allowEmptyShould(true)
                .check(CORRAL);
    }

    private static DescribedPredicate<JavaClass> forbiddenFor(String room) {
        DescribedPredicate<JavaClass> others = alwaysFalse();
        for (String other : ARROWS.keySet()) {
            if (!other.equals(room) && !ARROWS.get(room).contains(other)) {
                others = others.or(resideInAPackage(packageOf(other)));
            }
        }
        if (room.equals("door")) {
            return others;
        }
        return others.and(describe("not shared", c -> !SHARED.contains(outermost(c).getName())));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    private static String packageOf(String room) {
        return "dev.corral." + room + "..";
    }

    @Test
    void everyRoomIsKnownHere() {
        Set<String> unknown = new TreeSet<>();
        for (JavaClass type : CORRAL) {
            String[] parts = type.getPackageName().split("\\.");
            if (parts.length > 2 && !ARROWS.containsKey(parts[2])) {
                unknown.add(parts[2]);
            }
        }
        assertThat(unknown).as("rooms without arrows").isEmpty();
    }

    @Test
    void roomsFormNoCycles() {
        slices().matching("dev.corral.(*)..")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(
                        describe("anything", c -> true),
                        describe("shared", c -> SHARED.contains(outermost(c).getName())))
                .check(CORRAL);
    }

    @Test
    void onlyWhatTheContainerCreatesAsksForTheCompositionRoot() {
        classes()
                .that()
                .areAssignableTo(Corral.class)
                .should()
                .onlyHaveDependentClassesThat(
                        describe(
                                "are filters, servlets, listeners or the Jersey application",
                                c ->
                                        c.getPackageName().equals("dev.corral")
                                                || outermost(c)
                                                        .getSimpleName()
                                                        .matches(
                                                                ".*(Filter|Servlet|Listener|Application)")))
                .check(CORRAL);
    }

    @Test
    void theHeartKnowsNoServer() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.corral.exchange..", "dev.corral.fleet..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SERVER_API)
                .allowEmptyShould(true)
                .check(CORRAL);
    }

    @Test
    void decisionsKnowNoHttp() {
        noClasses()
                .that()
                .resideInAPackage("dev.corral.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(HTTP)
                .allowEmptyShould(true)
                .check(CORRAL);
    }

    @Test
    void theHotPathKnowsNoDatabase() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.corral.exchange..", "dev.corral.gateway..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta.persistence..", "org.eclipse.persistence..", "java.sql..")
                .allowEmptyShould(true)
                .check(CORRAL);
    }
}
