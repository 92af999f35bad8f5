package dev.corral.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every Jersey resource of the product, found by looking for {@link Path}. */
class ResourceRulesTest {

    private record Operation(Method method, String verb, String path) {
        String name() {
            return verb + " " + path;
        }
    }

    private static List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (JavaClass type :
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.corral")) {
            // What gateway has is part of Ollama's API, not of ours.
            boolean ours = !type.getPackageName().equals("dev.corral.gateway");
            if (ours && type.isAnnotatedWith(Path.class)) {
                for (Method method : type.reflect().getDeclaredMethods()) {
                    verbs(method)
                            .map(verb -> new Operation(method, verb, path(method)))
                            .forEach(operations::add);
                }
            }
        }
        return operations;
    }

    private static Stream<String> verbs(Method method) {
        return Stream.of(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type -> type.isAnnotationPresent(HttpMethod.class))
                .map(type -> type.getAnnotation(HttpMethod.class).value());
    }

    private static String path(Method method) {
        String root = method.getDeclaringClass().getAnnotation(Path.class).value();
        Path own = method.getAnnotation(Path.class);
        return "/api/" + root + (own == null ? "" : "/" + own.value());
    }

    @Test
    void thereAreResources() {
        assertThat(operations())
                .extracting(Operation::name)
                .contains("GET /api/v1/me", "PUT /api/v1/settings/{key}");
    }

    /** JAX-RS chooses a class by its path alone and never looks into a second one. */
    @Test
    void noResourceHidesWhatAnotherAnswers() {
        List<String> roots =
                operations().stream()
                        .map(one -> one.method().getDeclaringClass())
                        .map(type -> type.getAnnotation(Path.class).value())
                        .distinct()
                        .toList();
        assertThat(operations())
                .allSatisfy(
                        operation -> {
                            Class<?> type = operation.method().getDeclaringClass();
                            String own = type.getAnnotation(Path.class).value();
                            String asked = operation.path().substring("/api/".length());
                            assertThat(roots)
                                    .as(operation.name())
                                    .noneMatch(
                                            other ->
                                                    isChosen(other, asked) && isBefore(other, own));
                        });
    }

    private static boolean isChosen(String root, String asked) {
        String path = asked.replaceAll("\\{[^}]*}", "x");
        return path.matches(root.replaceAll("\\{[^}]*}", "[^/]+") + "(/.*)?");
    }

    private static boolean isBefore(String root, String other) {
        return letters(root) > letters(other);
    }

    private static int letters(String root) {
        return root.replaceAll("\\{[^}]*}", "").length();
    }

    @Test
    void everyMethodSaysWhoMayCallIt() {
        assertThat(operations())
                .allSatisfy(
                        operation ->
                                assertThat(operation.method().isAnnotationPresent(Allowed.class))
                                        .as(operation.name())
                                        .isTrue());
    }

    @Test
    void nothingIsOpenToEverybodyWhoSignedInButThese() {
        assertThat(
                        operations().stream()
                                .filter(
                                        o ->
                                                o.method()
                                                                .getAnnotation(Allowed.class)
                                                                .value()
                                                                .length
                                                        == 0))
                .extracting(Operation::name)
                .containsExactlyInAnyOrder(
                        "GET /api/v1/me", "GET /api/v1/openapi.json", "GET /api/v1/page");
    }

    @Test
    void theDescriptionListsExactlyTheResources() throws IOException {
        Set<String> described = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : description().get("paths").properties()) {
            for (Map.Entry<String, JsonNode> verb : path.getValue().properties()) {
                if (!verb.getKey().equals("parameters")) {
                    described.add(verb.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        assertThat(operations())
                .extracting(Operation::name)
                .containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void everyReferenceOfTheDescriptionLeadsSomewhere() throws IOException {
        JsonNode document = description();
        for (JsonNode reference : document.findValues("$ref")) {
            assertThat(document.at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse();
        }
        assertThat(document.findValuesAsText("operationId")).doesNotHaveDuplicates();
    }

    private static JsonNode description() throws IOException {
        try (InputStream in =
                ResourceRulesTest.class.getResourceAsStream("/openapi/openapi.json")) {
            return Json.mapper().readTree(in);
        }
    }
}
