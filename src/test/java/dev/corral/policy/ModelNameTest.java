package dev.corral.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {

    @ParameterizedTest
    @CsvSource({
        "llama3, llama3:latest",
        "LLAMA3, llama3:latest",
        "llama3:latest, llama3:latest",
        "llama3:LATEST, llama3:latest",
        "library/llama3, llama3:latest",
        "Library/llama3:8b, llama3:8b",
        "registry.ollama.ai/library/llama3, llama3:latest",
        "REGISTRY.ollama.ai/library/llama3:8B, llama3:8b",
        "https://registry.ollama.ai/library/llama3:latest, llama3:latest",
        "llama3:local, llama3:latest",
        "llama3:latest:local, llama3:latest",
        "llama3:8b:LOCAL, llama3:8b",
        "team/m, team/m:latest",
        "hf.co/Org/Model-GGUF:Q4_K_M, hf.co/org/model-gguf:q4_k_m",
        "localhost:5000/ns/m, localhost:5000/ns/m:latest",
        "localhost:5000/ns/m:1, localhost:5000/ns/m:1",
        "http://localhost:5000/ns/m, localhost:5000/ns/m:latest",
        "_m.x-y_z, _m.x-y_z:latest",
    })
    void resolvesLikeOllama(String text, String canonical) {
        ModelName name = ModelName.parse(text);
        assertThat(name.canonical()).isEqualTo(canonical);
        assertThat(name.isCloud()).isFalse();
        assertThat(name)
                .isEqualTo(ModelName.parse(canonical))
                .hasSameHashCodeAs(ModelName.parse(canonical));
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-oss:cloud, gpt-oss:cloud",
        "gpt-oss:Cloud, gpt-oss:cloud",
        "gpt-oss:20b:cloud, gpt-oss:20b-cloud",
        "gpt-oss:20b-cloud, gpt-oss:20b-cloud",
        "gpt-oss:20b-CLOUD, gpt-oss:20b-cloud",
        "gpt-oss:latest-cloud, gpt-oss:cloud",
        "me/gpt-oss:20b-cloud, me/gpt-oss:20b-cloud",
    })
    void knowsTheCloud(String text, String canonical) {
        ModelName name = ModelName.parse(text);
        assertThat(name.isCloud()).isTrue();
        assertThat(name.canonical()).isEqualTo(canonical);
        assertThat(name)
                .isEqualTo(ModelName.parse(canonical))
                .isNotEqualTo(ModelName.parse("gpt-oss:20b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "m ",
                " m",
                "m\n",
                "m\t",
                "m: cloud",
                "m:",
                ":t",
                "/m",
                "m/",
                "a//m",
                "//m",
                "a/b/c/d",
                ".m",
                "-m",
                "..",
                "m:.t",
                "m:-t",
                "m/..",
                "../m",
                "m@sha256:abc",
                "m:a:b",
                "m:cloud:local",
                "m:local:cloud",
                "m:cloud:cloud",
                "m:20b-cloud:local",
                ":cloud",
                "m:-cloud",
                ":local",
                "https://m",
                "https://a/m",
                "ftp://h/a/m",
                "HTTPS://h/a/m",
                "http:///a/m",
                "a.b/m",
                "a:1/m",
                "m%",
                "m\u0000",
                "\u212A",
                "\u017F",
                "m\u00e4",
                "m?x",
                "m#x",
                "m;x",
                "m*",
                "{m}",
                "m\\x",
                "m,n"
            })
    void refusesWhatOllamaDoesNotTake(String text) {
        assertThat(ModelName.parse(text)).isNull();
        assertThat(ModelName.parseLiteral(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m:local",
                "m:LOCAL",
                "a/m:local",
                "m:8b:local",
                "m:8b:cloud",
                "h:1/a/m:x:cloud"
            })
    void refusesWhatIsAnotherModelWhenTakenLiterally(String text) {
        assertThat(ModelName.parse(text)).isNotNull();
        assertThat(ModelName.parseLiteral(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "m, m:latest",
        "m:cloud, m:cloud",
        "m:8b-cloud, m:8b-cloud",
        "h:1/a/m, h:1/a/m:latest",
        "a/M:x, a/m:x"
    })
    void takesTheRestLiterally(String text, String canonical) {
        assertThat(ModelName.parseLiteral(text).canonical()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({"80, true", "81, false"})
    void boundsTheLength(int length, boolean valid) {
        String part = "m".repeat(length);
        assertThat(ModelName.parse(part) != null).isEqualTo(valid);
        assertThat(ModelName.parse("m:" + part) != null).isEqualTo(valid);
        assertThat(ModelName.parse(part + "/m") != null).isEqualTo(valid);
        assertThat(ModelName.parseLiteral("m:" + "t".repeat(length - 6) + "-cloud") != null)
                .isEqualTo(valid);
        assertThat(ModelName.parse("h".repeat(length + 270) + "/a/m") != null).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({"http://h/a/m, true", "https://h/a/m, false", "h/a/m, false"})
    void seesPlainHttp(String text, boolean plain) {
        assertThat(ModelName.parse(text).isPlainHttp()).isEqualTo(plain);
    }
}
