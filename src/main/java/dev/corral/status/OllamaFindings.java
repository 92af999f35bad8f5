package dev.corral.status;

import dev.corral.settings.BaseUrl;
import dev.corral.words.Sentence;
import java.time.Duration;

/** What can be wrong with what answers, each with its remedy. */
final class OllamaFindings {

    private OllamaFindings() {}

    static Finding notOllama(BaseUrl url, Wire.Reply reply) {
        String server = reply.signs().server();
        return server.isEmpty()
                ? Finding.of(
                        "not-ollama",
                        "cause.not-ollama",
                        "Something answers at {url}, but it is no Ollama: it says {status}.",
                        "Perhaps this is the address of a web page (a front end such as Open WebUI has its own port) or of another service. Give the root of the"
                                + " Ollama server itself, whose own port is 11434; a proxy in between must pass / and /api on unchanged.",
                        "url",
                        url,
                        "status",
                        reply.status())
                : Finding.of(
                        "not-ollama",
                        "cause.not-ollama-named",
                        "Something answers at {url}, but it is no Ollama: it says {status}, and calls itself \"{server}\".",
                        "Perhaps this is the address of a web page (a front end such as Open WebUI has its own port) or of another service. Give the root of the"
                                + " Ollama server itself, whose own port is 11434; a proxy in between must pass / and /api on unchanged.",
                        "url",
                        url,
                        "status",
                        reply.status(),
                        "server",
                        server);
    }

    /** Something between Corral and Ollama gave the answer. */
    static Finding proxyAnswered(BaseUrl url, Wire.Reply reply) {
        String words = reply.signs().words();
        return words.isEmpty()
                ? Finding.of(
                        "proxy-answered",
                        "cause.proxy-answered",
                        "Something in between answers at {url} instead of Ollama: status {status}.",
                        "{do}",
                        "url",
                        url,
                        "status",
                        reply.status(),
                        "do",
                        byProxy(reply.status()))
                : Finding.of(
                        "proxy-answered",
                        "cause.proxy-answered-named",
                        "Something in between answers at {url} instead of Ollama: status {status} ({signs}).",
                        "{do}",
                        "url",
                        url,
                        "status",
                        reply.status(),
                        "signs",
                        words,
                        "do",
                        byProxy(reply.status()));
    }

    private static Sentence byProxy(int status) {
        if (status == 401 || status == 407) {
            return Sentence.of(
                    "proxy.login",
                    "It asks for a login, which Corral does not have. Let it pass requests from Corral's machine to Ollama, or give the address of the Ollama"
                            + " server itself.");
        }
        if (status >= 300 && status < 400) {
            return Sentence.of(
                    "proxy.redirect",
                    "It sends requests elsewhere, and Corral follows nobody. Perhaps it wants https, or a login: give the address that it leads to, or of the"
                            + " Ollama server itself.");
        }
        if (status >= 502 && status <= 504) {
            return Sentence.of(
                    "proxy.upstream",
                    "It could not reach Ollama itself, or not in time. See whether Ollama runs, whether the proxy's address for it is right, and what the"
                            + " proxy's error log says (nginx: /var/log/nginx/error.log).");
        }
        if (status == 403) {
            return Sentence.of(
                    "proxy.forbids",
                    "It forbids the request. Allow the address of Corral's machine there, for / and everything under /api and /v1.");
        }
        return Sentence.of(
                "proxy.path",
                "It knows no Ollama at this address. It must pass / and everything under /api and /v1 on unchanged; or give the address of the Ollama server"
                        + " itself.");
    }

    static Finding keyRefused(BaseUrl url) {
        return Finding.of(
                "unauthorized",
                "cause.unauthorized",
                "What answers at {url} does not take the key.",
                "Check the key and the headers of this backend, and whether they have expired.",
                "url",
                url);
    }

    static Finding forbidden(BaseUrl url) {
        return Finding.of(
                "ollama-forbids",
                "cause.ollama-forbids",
                "The server at {url} forbids the request (403 without a word), as an Ollama does that does not know the name it is asked by.",
                "An Ollama that listens for its own machine only accepts few host names. Start it with OLLAMA_HOST=0.0.0.0, or use its address or"
                        + " localhost in the URL. If a proxy is in between, let it pass on a Host header that Ollama knows (nginx: proxy_set_header Host"
                        + " localhost;) and no Origin; other origins are allowed by OLLAMA_ORIGINS.",
                "url",
                url);
    }

    static Finding silent(BaseUrl url, int millis) {
        return Finding.of(
                "silent",
                "cause.silent",
                "The server accepts connections but said nothing in {n} seconds.",
                "Look whether it is an Ollama at all, and whether its machine is overloaded (memory, swap). Restarting Ollama often helps.",
                "n",
                millis / 1000);
    }

    static Finding unreadable() {
        return Finding.of(
                "not-ollama",
                "cause.unreadable",
                "The server says that it is an Ollama, but its API does not answer as one.",
                "A proxy in between may block or change /api. It must pass everything on unchanged.");
    }

    static Finding noModels() {
        return Finding.of(
                "no-models",
                "cause.no-models",
                "The Ollama server has no models.",
                "Fetch one: \"ollama pull gemma3\" on its machine, or as an administrator from the models page. Without the internet a model file can be brought"
                        + " in by \"ollama create\". If there were models before, Ollama now runs as another user or with another OLLAMA_MODELS folder.");
    }

    static Finding modelMissing(String model) {
        return Finding.of(
                "model-missing",
                "cause.model-missing",
                "The Ollama server has no model {model} of its own to try.",
                "Choose one of its models. Models that run in Ollama's cloud are not tried.",
                "model",
                model);
    }

    static Finding noMemory(String model, String said) {
        return Finding.of(
                "model-memory",
                "cause.model-memory",
                "The model {model} does not fit into the memory of the Ollama server: {said}",
                "Use a smaller model or a smaller quantisation of it (such as q4_K_M), unload others (\"ollama ps\", \"ollama stop NAME\"), or let it use less:"
                        + " a smaller OLLAMA_CONTEXT_LENGTH, OLLAMA_NUM_PARALLEL=1, OLLAMA_MAX_LOADED_MODELS=1. Else the machine needs more memory.",
                "model",
                model,
                "said",
                said);
    }

    static Finding modelFails(String model, int status, Sentence said) {
        return Finding.of(
                "model-fails",
                "cause.model-fails",
                "The model {model} does not answer (status {status}): {said}",
                "Look at Ollama's log (\"journalctl -u ollama\"; in a container its output). A damaged model is fetched again with \"ollama pull\"; a model for"
                        + " embeddings cannot write: choose another. A newer model may need a newer Ollama.",
                "model",
                model,
                "status",
                status,
                "said",
                said);
    }

    /** No byte in the time that Corral itself allows. */
    static Finding slowerThanTimeout(String model, Duration limit) {
        return Finding.of(
                "slower-than-timeout",
                "cause.slower-than-timeout",
                "The model {model} wrote nothing within {limit}, which is the longest silence that Corral allows.",
                "Allow more: corral.ollama.idle-timeout (environment: AIOHTTP_CLIENT_TIMEOUT, in seconds). Look whether the model is computed on the graphics"
                        + " card (\"ollama ps\" says GPU), and whether others are asking at the same time.",
                "model",
                model,
                "limit",
                seconds(limit));
    }

    /** No byte in the time of this test, which is shorter than what Corral allows. */
    static Finding slow(String model, Duration waited, Duration limit) {
        return Finding.of(
                "slow",
                "cause.slow",
                "The model {model} wrote nothing within {waited}, and this test waits no longer. Corral itself waits {limit}.",
                "Large models take minutes to load: try again now, and if it answers, the loading was it. If people's questions end without an answer, allow more:"
                        + " corral.ollama.idle-timeout (environment: AIOHTTP_CLIENT_TIMEOUT, in seconds), and in a proxy before Corral, too. Look whether the"
                        + " model is computed on the graphics card (\"ollama ps\" says GPU), and whether others are asking at the same time.",
                "model",
                model,
                "waited",
                seconds(waited),
                "limit",
                seconds(limit));
    }

    static String seconds(Duration time) {
        long millis = time.toMillis();
        return millis % 1000 == 0
                ? millis / 1000 + " s"
                : String.format(java.util.Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    /** Frames were collected on the way. */
    static Finding heldBack(Signs signs) {
        String words = signs.words();
        return words.isEmpty()
                ? Finding.of(
                        "held-back",
                        "cause.held-back",
                        "Something between Corral and Ollama holds the answer back and passes it on in lumps.",
                        "People then see nothing for long, and then much at once. Switch buffering off there (nginx: \"proxy_buffering off;\"; HAProxy: no \"option"
                                + " http-buffer-request\" and no compression; Apache httpd: flushpackets=on), or give the address of the Ollama server itself.")
                : Finding.of(
                        "held-back",
                        "cause.held-back-named",
                        "Something between Corral and Ollama holds the answer back and passes it on in lumps (it shows itself as {signs}).",
                        "People then see nothing for long, and then much at once. Switch buffering off there (nginx: \"proxy_buffering off;\"; HAProxy: no \"option"
                                + " http-buffer-request\" and no compression; Apache httpd: flushpackets=on), or give the address of the Ollama server itself.",
                        "signs",
                        words);
    }
}
