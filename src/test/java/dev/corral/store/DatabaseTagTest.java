package dev.corral.store;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever keeps something is tested on every database. */
class DatabaseTagTest {

    @Test
    void everyTestThatUsesADatabaseIsRunOnAllOfThem() {
        classes()
                .that(
                        DescribedPredicate.describe(
                                "are tests that open a database",
                                type ->
                                        type.getSimpleName().endsWith("Test")
                                                && type.getDirectDependenciesFromSelf().stream()
                                                        .anyMatch(
                                                                d ->
                                                                        d.getTargetClass()
                                                                                        .isEquivalentTo(
                                                                                                StoreFixture
                                                                                                        .class)
                                                                                && d.getDescription()
                                                                                        .contains(
                                                                                                "calls"))))
                .should(
                        new ArchCondition<>("have @Tag(StoreFixture.DATABASE)") {
                            @Override
                            public void check(JavaClass type, ConditionEvents events) {
                                boolean tagged =
                                        Arrays.stream(
                                                        type.reflect()
                                                                .getAnnotationsByType(Tag.class))
                                                .anyMatch(
                                                        tag ->
                                                                tag.value()
                                                                        .equals(
                                                                                StoreFixture
                                                                                        .DATABASE));
                                events.add(
                                        new SimpleConditionEvent(
                                                type, tagged, type.getName() + ": " + tagged));
                            }
                        })
                .check(
                        new ClassFileImporter()
                                .withImportOption(new ImportOption.OnlyIncludeTests())
                                .importPackages("dev.corral"));
    }
}
