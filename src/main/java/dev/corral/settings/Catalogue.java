package dev.corral.settings;

import static dev.corral.settings.Setting.Change.OUTSIDE;
import static dev.corral.settings.Setting.Change.RESTART;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All settings that there are. Each is declared here once; documentation and page are made from
 * this list.
 */
public final class Catalogue {

    private static final Duration DAY = Duration.ofDays(1);
    private static final long MB = 1L << 20;
    private static final long TB = 1L << 40;

    public static final Setting<List<BaseUrl>> OLLAMA_BASE_URLS =
            Setting.of(
                            "corral.ollama.base-urls",
                            Types.baseUrls(),
                            "http://127.0.0.1:11434",
                            "The Ollama servers behind Corral: the root URL of each.")
                    .alias(EnvAlias.same("OLLAMA_BASE_URLS"), EnvAlias.same("OLLAMA_BASE_URL"));

    public static final Setting<Duration> OLLAMA_IDLE_TIMEOUT =
            Setting.of(
                            "corral.ollama.idle-timeout",
                            Types.duration(Duration.ofMillis(100), DAY),
                            "300s",
                            "Longest silence of an Ollama server, before the first byte of an answer and between bytes;"
                                    + " for an answer that is not streamed it is the whole wait.")
                    .alias(EnvAlias.seconds("AIOHTTP_CLIENT_TIMEOUT"));

    public static final Setting<Duration> OLLAMA_CONNECT_TIMEOUT =
            Setting.of(
                            "corral.ollama.connect-timeout",
                            Types.duration(Duration.ofMillis(10), Duration.ofMinutes(10)),
                            "5s",
                            "Longest wait for a connection to an Ollama server.")
                    .change(RESTART);

    public static final Setting<Duration> OLLAMA_TOTAL_TIMEOUT =
            Setting.of(
                    "corral.ollama.total-timeout",
                    Types.durationOrNone(Duration.ofMillis(100), Duration.ofDays(30)),
                    "none",
                    "Longest time that one request to a model may take from beginning to end.");

    public static final Setting<Duration> OLLAMA_KEEP_ALIVE_INTERVAL =
            Setting.of(
                    "corral.ollama.keep-alive-interval",
                    Types.durationOrNone(Duration.ofMillis(100), DAY),
                    "10s",
                    "After so much silence of a streamed answer a byte that means nothing goes to the client, so that"
                            + " one that left is noticed and proxies keep the connection; none or 0: never.");

    public static final Setting<Integer> OLLAMA_MAX_CONNECTIONS =
            Setting.of(
                            "corral.ollama.max-connections",
                            Types.number(1, 65_535),
                            "16384",
                            "Most connections to one Ollama server at the same time.")
                    .change(RESTART);

    public static final Setting<PerBackend<Integer>> FLEET_SLOTS =
            Setting.of(
                    "corral.fleet.slots",
                    Types.perBackend("learnt", Types.number(1, 10_000)),
                    "learnt",
                    "Requests that a loaded model works on at the same time (OLLAMA_NUM_PARALLEL of the Ollama server). What is not told"
                            + " is learnt: one more is sent than were seen at work together, until that one had to wait.");

    public static final Setting<PerBackend<Long>> FLEET_VRAM =
            Setting.of(
                    "corral.fleet.vram",
                    Types.perBackend("learnt", Types.size(MB, 1024 * TB)),
                    "learnt",
                    "Memory that an Ollama server has for models.");

    public static final Setting<PerBackend<Integer>> FLEET_MAX_LOADED =
            Setting.of(
                    "corral.fleet.max-loaded",
                    Types.perBackend("learnt", Types.number(1, 10_000)),
                    "learnt",
                    "Most models that an Ollama server keeps loaded (OLLAMA_MAX_LOADED_MODELS of the Ollama server).");

    public static final Setting<Integer> FLEET_QUEUE =
            Setting.of(
                    "corral.fleet.queue",
                    Types.number(0, 1_000_000),
                    "512",
                    "Most requests that wait for an Ollama server at the same time; one more is refused (429).");

    public static final Setting<Map<String, Double>> FLEET_WEIGHTS =
            Setting.of(
                    "corral.fleet.weights",
                    Types.weights(),
                    "none",
                    "Shares of the turns in the queue by role (user, admin, auditor) or by a group that the policy names, such as"
                            + " admin=2;students=0.5. Whoever has several has the largest, whoever has none has 1.");

    public static final Setting<Boolean> FLEET_TELL_BACKEND =
            Setting.of(
                    "corral.fleet.tell-backend",
                    Types.bool(),
                    "false",
                    "Whether answers say in X-Corral-Backend which Ollama server gave them, and why that one.");

    public static final Setting<Duration> FLEET_WATCH_INTERVAL =
            Setting.of(
                    "corral.fleet.watch-interval",
                    Types.durationOrNone(Duration.ofMillis(100), DAY),
                    "30s",
                    "How often each Ollama server is asked which models it has. For a sign of life it is asked every 3s if no"
                            + " request shows one. none: never, and then offline mode lets nobody use a model.");

    public static final Setting<Boolean> OFFLINE =
            Setting.of(
                            "corral.offline",
                            Types.bool(),
                            "false",
                            "Refuses every operation that makes Ollama or Corral reach the internet.")
                    .alias(EnvAlias.same("HF_HUB_OFFLINE"), EnvAlias.same("OFFLINE_MODE"));

    public static final Setting<Optional<String>> HOME =
            Setting.of(
                            "corral.home",
                            Types.optional("none", Types.text(1_000)),
                            "none",
                            "The data folder: embedded database, keys and corral.properties.")
                    .defaultMeans("the server's data folder + /corral, else ~/.corral")
                    .change(OUTSIDE);

    public static final Setting<Optional<String>> DATASOURCE =
            Setting.of(
                            "corral.datasource",
                            Types.optional("none", Types.text(500)),
                            "none",
                            "JNDI name of the data source; if it is given and cannot be used, Corral does not start.")
                    .defaultMeans(
                            "java:comp/env/jdbc/corral, java:jboss/datasources/corral or jdbc/corral if one of"
                                    + " them is there, else the embedded database")
                    .change(OUTSIDE);

    public static final Setting<List<String>> ROLES_USER =
            Setting.of(
                    "corral.roles.user",
                    Types.names(),
                    "corral-user",
                    "Names of the container's roles or groups whose members may use models.");

    public static final Setting<List<String>> ROLES_ADMIN =
            Setting.of(
                    "corral.roles.admin",
                    Types.names(),
                    "corral-admin",
                    "Names of the container's roles or groups whose members administer Corral; they may do all that a"
                            + " user may.");

    public static final Setting<List<String>> ROLES_AUDITOR =
            Setting.of(
                    "corral.roles.auditor",
                    Types.names(),
                    "corral-auditor",
                    "Names of the container's roles or groups whose members read usage and audit, and nothing else.");

    public static final Setting<Boolean> DEMO =
            Setting.of(
                            "corral.demo",
                            Types.bool(),
                            "false",
                            "A demo run: when the default address has no Ollama, a sample server inside the process"
                                    + " answers instead.")
                    .change(OUTSIDE);

    public static final Setting<Long> LIMITS_JSON_BODY =
            Setting.of(
                    "corral.limits.json-body",
                    Types.size(1024, 1024 * MB),
                    "32MB",
                    "Largest JSON body of a request to a model; a larger one is refused (413).");

    public static final Setting<Optional<Long>> LIMITS_BODIES_IN_MEMORY =
            Setting.of(
                            "corral.limits.bodies-in-memory",
                            Types.optional("none", Types.size(8 * MB, TB)),
                            "none",
                            "Memory that the bodies of all requests may hold together, a question of the page counting several times; one more is"
                                    + " refused (503). One person gets three quarters of it at most.")
                    .defaultMeans("two fifths of the heap");

    public static final Setting<Long> LIMITS_STORED_PER_PERSON =
            Setting.of(
                    "corral.limits.stored-per-person",
                    Types.size(MB, 1024 * TB),
                    "2GB",
                    "How much the chats of one person may take, with images and files; then nothing more is kept until some are"
                            + " deleted (507). Each person sees how much is used under Account.");

    public static final Setting<Long> LIMITS_FREE_DISK =
            Setting.of(
                    "corral.limits.free-disk",
                    Types.size(0, 1024 * TB),
                    "512MB",
                    "Room that chats and files leave free on the disk of the data folder; with less, nothing more is kept (507).");

    public static final Setting<Integer> LIMITS_EXCHANGES_PER_CALLER =
            Setting.of(
                    "corral.limits.exchanges-per-caller",
                    Types.number(1, 65_535),
                    "65535",
                    "Most requests of one person that run at the same time; one more is refused (429).");

    public static final Setting<Duration> LIMITS_SLOW_READER =
            Setting.of(
                    "corral.limits.slow-reader",
                    Types.durationOrNone(Duration.ofMillis(100), DAY),
                    "120s",
                    "How long a client may take none of its answer before it is cut; none for no limit.");

    public static final Setting<Duration> GATEWAY_BODY_TIMEOUT =
            Setting.of(
                    "corral.gateway.body-timeout",
                    Types.duration(Duration.ofMillis(100), DAY),
                    "30s",
                    "Longest silence of a client while it sends the body of its request.");

    public static final Setting<Boolean> CHATS_TITLES =
            Setting.of(
                    "corral.chats.titles",
                    Types.bool(),
                    "true",
                    "Whether a chat gets a title from the model that answered first: one short request more, after the"
                            + " answer.");

    public static final Setting<Duration> CHATS_RETENTION =
            Setting.of(
                    "corral.chats.retention",
                    Types.durationOrNone(DAY, Duration.ofDays(36_500)),
                    "none",
                    "Chats in which nothing happened for so long are deleted; none: never. The page tells people.");

    public static final Setting<String> UI_TITLE =
            Setting.of(
                    "corral.ui.title", Types.text(60), "Corral", "The name that the page shows.");

    public static final Setting<Optional<String>> UI_NOTICE =
            Setting.of(
                    "corral.ui.notice",
                    Types.optional("none", Types.text(500)),
                    "none",
                    "What everybody is told at the login and above each page, as plain text: such as planned downtime.");

    public static final Setting<Optional<String>> UI_DEFAULT_MODEL =
            Setting.of(
                    "corral.ui.default-model",
                    Types.optional("none", Types.text(350)),
                    "none",
                    "The model that a new chat begins with for people who have chosen none yet; where it may not be used,"
                            + " one that is loaded.");

    public static final Setting<Optional<String>> UI_SYSTEM_PROMPT =
            Setting.of(
                    "corral.ui.system-prompt",
                    Types.optional("none", Types.lines(3_900)),
                    "none",
                    "The system prompt that new chats of the page begin with; people can change it in their chats.");

    public static final Setting<String> UI_LANGUAGE =
            Setting.of(
                    "corral.ui.language",
                    Types.oneOf("auto", "en", "de", "fr", "es", "zh"),
                    "auto",
                    "The language of the page for people who have chosen none; auto: the language of their browser.");

    public static final Setting<Optional<String>> UI_SIGN_OUT_URL =
            Setting.of(
                    "corral.ui.sign-out-url",
                    Types.optional("none", Types.address()),
                    "none",
                    "Where the browser goes after signing out, such as the logout address of the company's single sign-on.");

    public static final Setting<Optional<String>> UI_CONTACT =
            Setting.of(
                    "corral.ui.contact",
                    Types.optional("none", Types.text(200)),
                    "none",
                    "Whom people ask who may not do something: a name, an address or a telephone number.");

    public static final Setting<Optional<String>> DOOR_HSTS =
            Setting.of(
                    "corral.door.hsts",
                    Types.optional("none", Types.text(200)),
                    "none",
                    "The header Strict-Transport-Security of answers on https, such as max-age=31536000.");

    public static final Setting<Optional<List<String>>> DOOR_ORIGINS =
            Setting.of(
                    "corral.door.origins",
                    Types.optional("none", Types.names()),
                    "none",
                    "Origins under which people reach the page, such as https://ai.example.com; only needed behind a proxy"
                            + " that changes the header Host.");

    public static final Setting<Optional<List<String>>> DOOR_CORS_ORIGINS =
            Setting.of(
                    "corral.door.cors-origins",
                    Types.optional("none", Types.names()),
                    "none",
                    "Origins of other sites, such as https://tool.example.com, whose scripts may call /ollama and /k in a browser"
                            + " with an API key; never with a session or a password.");

    public static final Setting<Duration> LOGIN_BASIC_CACHE =
            Setting.of(
                    "corral.login.basic-cache",
                    Types.durationOrNone(Duration.ofSeconds(1), Duration.ofHours(1)),
                    "60s",
                    "How long Basic credentials that the server's login found good are not checked again.");

    public static final Setting<Duration> SESSION_IDLE_TIMEOUT =
            Setting.of(
                    "corral.session.idle-timeout",
                    Types.duration(Duration.ofMinutes(1), Duration.ofDays(30)),
                    "8h",
                    "A session that was not used for so long ends.");

    public static final Setting<Duration> SESSION_MAX_LIFETIME =
            Setting.of(
                    "corral.session.max-lifetime",
                    Types.durationOrNone(Duration.ofMinutes(1), Duration.ofDays(365)),
                    "24h",
                    "A session ends after so long, however much it is used.");

    public static final Setting<Boolean> KEYS_ENABLED =
            Setting.of(
                    "corral.keys.enabled", Types.bool(), "true", "Whether API keys are accepted.");

    public static final Setting<Duration> KEYS_MAX_LIFETIME =
            Setting.of(
                    "corral.keys.max-lifetime",
                    Types.durationOrNone(Duration.ofMinutes(1), Duration.ofDays(3_650)),
                    "none",
                    "Longest lifetime of an API key from its creation; also ends older keys.");

    public static final Setting<Boolean> KEYS_IN_PATH_ALLOWED =
            Setting.of(
                    "corral.keys.in-path-allowed",
                    Types.bool(),
                    "true",
                    "Whether keys made for it may stand in the path of a URL (/k/KEY/), where access logs may keep them.");

    public static final Setting<Duration> KEYS_ROLES_VALID =
            Setting.of(
                    "corral.keys.roles-valid",
                    Types.duration(Duration.ofMinutes(1), Duration.ofDays(3_650)),
                    "7d",
                    "How long after its owner's last login an API key still has the roles seen then.");

    public static final Setting<Optional<List<String>>> KEYS_BATCH =
            Setting.of(
                    "corral.keys.batch",
                    Types.optional("none", Types.names()),
                    "none",
                    "Ids of API keys whose requests wait behind all others (as with X-Corral-Priority: batch).");

    public static final Setting<Optional<List<String>>> KEYS_KEEP_ALIVE =
            Setting.of(
                    "corral.keys.keep-alive",
                    Types.optional("none", Types.names()),
                    "none",
                    "Ids of API keys whose answers get bytes without a meaning in silence (corral.ollama.keep-alive-interval) also"
                            + " when they are not streamed. Their status is then 200 before the outcome is known, and an error comes"
                            + " in the body.");

    public static final Setting<Optional<String>> ROUTES_EXTRA =
            Setting.of(
                            "corral.routes.extra",
                            Types.optional("none", Types.text(4_000)),
                            "none",
                            "Routes of a newer Ollama that this Corral does not know, each mapped to an operation of"
                                    + " the policy (POST /api/newthing = chat; GET /api/thing/{model} = show).")
                    .change(RESTART);

    public static final Setting<Optional<String>> POLICY_RULES =
            Setting.of(
                            "corral.policy.rules",
                            Types.optional("none", Types.text(200_000)),
                            "none",
                            "The policy as JSON in one line, fixed from outside; a policy that cannot be read stops the"
                                    + " start. See docs/policy.md.")
                    .defaultMeans("the policy that Corral comes with")
                    .change(OUTSIDE);

    private static final List<Setting<?>> ALL =
            List.of(
                    OLLAMA_BASE_URLS,
                    OLLAMA_IDLE_TIMEOUT,
                    OLLAMA_CONNECT_TIMEOUT,
                    OLLAMA_TOTAL_TIMEOUT,
                    OLLAMA_KEEP_ALIVE_INTERVAL,
                    OLLAMA_MAX_CONNECTIONS,
                    FLEET_SLOTS,
                    FLEET_VRAM,
                    FLEET_MAX_LOADED,
                    FLEET_QUEUE,
                    FLEET_WEIGHTS,
                    FLEET_TELL_BACKEND,
                    FLEET_WATCH_INTERVAL,
                    OFFLINE,
                    HOME,
                    DATASOURCE,
                    ROLES_USER,
                    ROLES_ADMIN,
                    ROLES_AUDITOR,
                    DEMO,
                    LIMITS_JSON_BODY,
                    LIMITS_BODIES_IN_MEMORY,
                    LIMITS_STORED_PER_PERSON,
                    LIMITS_FREE_DISK,
                    LIMITS_EXCHANGES_PER_CALLER,
                    LIMITS_SLOW_READER,
                    GATEWAY_BODY_TIMEOUT,
                    CHATS_TITLES,
                    CHATS_RETENTION,
                    UI_TITLE,
                    UI_NOTICE,
                    UI_DEFAULT_MODEL,
                    UI_SYSTEM_PROMPT,
                    UI_LANGUAGE,
                    UI_SIGN_OUT_URL,
                    UI_CONTACT,
                    DOOR_HSTS,
                    DOOR_ORIGINS,
                    DOOR_CORS_ORIGINS,
                    LOGIN_BASIC_CACHE,
                    SESSION_IDLE_TIMEOUT,
                    SESSION_MAX_LIFETIME,
                    KEYS_ENABLED,
                    KEYS_MAX_LIFETIME,
                    KEYS_IN_PATH_ALLOWED,
                    KEYS_ROLES_VALID,
                    KEYS_BATCH,
                    KEYS_KEEP_ALIVE,
                    ROUTES_EXTRA,
                    POLICY_RULES);

    private Catalogue() {}

    /** Every setting, in the order of documentation and page. */
    public static List<Setting<?>> all() {
        return ALL;
    }

    /** The setting with that key. */
    public static Optional<Setting<?>> find(String key) {
        return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }
}
