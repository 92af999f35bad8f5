package dev.corral;

import dev.corral.backup.Keeping;
import dev.corral.backup.RestoreAtStart;
import dev.corral.gateway.RouteTable;
import dev.corral.identity.Identity;
import dev.corral.policy.PolicyStore;
import dev.corral.policy.Rulebook;
import dev.corral.settings.Catalogue;
import dev.corral.settings.InvalidSetting;
import dev.corral.settings.SettingSource;
import dev.corral.settings.SettingSource.Kind;
import dev.corral.settings.Settings;
import dev.corral.settings.Value;
import dev.corral.status.Version;
import dev.corral.store.Database;
import dev.corral.store.DatabaseSettings;
import dev.corral.store.Home;
import dev.corral.store.OwnThread;
import dev.corral.store.ServerPlace;
import dev.corral.store.StartupProblem;
import dev.corral.store.Vault;
import dev.corral.words.Sentence;
import dev.corral.words.Unfit;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** The first steps of a start: where values come from, the data folder, the database. */
final class Startup {

    private final ServletContext context;
    private final List<SettingSource> outside;

    Startup(ServletContext context) {
        this.context = context;
        this.outside =
                List.of(
                        SettingSource.named(Kind.JNDI, "java:comp/env/", Startup::environmentEntry),
                        SettingSource.named(Kind.CONTEXT_PARAMETER, "", context::getInitParameter),
                        SettingSource.named(Kind.SYSTEM_PROPERTY, "", System::getProperty),
                        SettingSource.environment(System::getenv));
    }

    /**
     * Builds the product.
     *
     * @throws StartupProblem with words for the administrator
     */
    Running start() {
        try {
            Home home = Home.open(Settings.early(Catalogue.HOME, outside), place());
            Settings settings = Settings.read(outside, home.settingsFile());
            Database database =
                    Database.open(
                            settings.value(Catalogue.DATASOURCE),
                            home,
                            InitialContext::doLookup,
                            unitName());
            // After the look-ups, which some servers answer on their own threads only.
            return OwnThread.call("corral-start", () -> run(home, settings, database));
        } catch (InvalidSetting e) {
            throw StartupProblem.of(e);
        }
    }

    private Running run(Home home, Settings settings, Database database) {
        try {
            Vault vault = new Vault(home);
            String version = Version.read(context::getResourceAsStream);
            Keeping keeping = new Keeping(database, home, version, List.of(Identity.restoreRule()));
            new RestoreAtStart(keeping, home).run();
            Running running =
                    new Running(
                            context,
                            database,
                            keeping,
                            it -> build(settings, database, vault, it, version));
            running.begin();
            return running;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static Rulebook rules(Settings settings, Database database) {
        return new Rulebook(settings, new PolicyStore(database, Clock.systemUTC()));
    }

    private static RouteTable routes(Settings settings) {
        return RouteTable.ofOllama(settings.get(Catalogue.ROUTES_EXTRA).orElse(null));
    }

    private static <T> T read(
            Value<?> from,
            Supplier<T> reader,
            BiFunction<Sentence, RuntimeException, StartupProblem> problem) {
        try {
            return reader.get();
        } catch (IllegalArgumentException e) {
            throw problem.apply(
                    Sentence.of(
                            "start.stands-in",
                            "{why} It stands in {where}.",
                            "why",
                            Unfit.why(e),
                            "where",
                            from.where()),
                    e);
        }
    }

    private Corral build(
            Settings settings, Database database, Vault vault, Running running, String version) {
        settings.attach(new DatabaseSettings(database, Clock.systemUTC()));
        return new Corral(
                settings,
                database,
                vault,
                running,
                read(
                        settings.value(Catalogue.POLICY_RULES),
                        () -> rules(settings, database),
                        Startup::badPolicy),
                read(
                        settings.value(Catalogue.ROUTES_EXTRA),
                        () -> routes(settings),
                        Startup::badRoutes),
                version,
                context.getServerInfo(),
                context.getContextPath());
    }

    private static StartupProblem badPolicy(Sentence why, RuntimeException e) {
        return StartupProblem.of(
                "start.policy",
                "The policy cannot be read",
                "{why}",
                "Correct the value, then start the application again. Nothing is allowed until it can be read.",
                e,
                "why",
                why);
    }

    private static StartupProblem badRoutes(Sentence why, RuntimeException e) {
        return StartupProblem.of(
                "start.routes",
                "The extra routes cannot be read",
                "{why}",
                "Correct the value, then start the application again. Nothing is allowed until it can be read.",
                e,
                "why",
                why);
    }

    private ServerPlace place() {
        Optional<Path> deployment = Optional.ofNullable(context.getRealPath("/")).map(Path::of);
        return new ServerPlace(context.getContextPath(), deployment, System::getProperty);
    }

    private String unitName() {
        return "corral" + context.getContextPath().replace('/', '-');
    }

    private static String environmentEntry(String name) {
        try {
            Object value = InitialContext.doLookup(name);
            return value == null ? null : value.toString();
        } catch (NamingException notThere) {
            return null;
        }
    }
}
