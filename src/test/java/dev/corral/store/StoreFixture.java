package dev.corral.store;

import dev.corral.settings.Catalogue;
import dev.corral.settings.SettingSource;
import dev.corral.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.naming.NameNotFoundException;

/**
 * A real database for tests of any room: embedded in the folder, or one that stands for the folder
 * on the {@link DatabaseServer} of this run. A test class that uses it has the tag {@link
 * #DATABASE} and is thereby run on every database by {@code mvn verify -Pdatabases}; what holds for
 * the embedded database alone has the tag {@link #DERBY}.
 */
public final class StoreFixture {

    /** The tag of tests that use this. */
    public static final String DATABASE = "database";

    /** The tag of those among them that say something about the embedded database. */
    public static final String DERBY = "derby";

    private static final String NAME = "jdbc/corral";

    private StoreFixture() {}

    /** Opens the database of the folder and creates it if it is not there; close it. */
    public static Database open(Path folder) {
        DatabaseServer server = DatabaseServer.chosen();
        if (server != null) {
            return openOn(server, folder);
        }
        return Database.open(
                Settings.early(Catalogue.DATASOURCE, List.of()),
                home(folder),
                name -> {
                    throw new NameNotFoundException(name);
                },
                "-test");
    }

    /** Opens the database that stands for a folder on a server; close it. */
    public static Database openOn(DatabaseServer server, Path folder) {
        SettingSource place =
                SettingSource.named(SettingSource.Kind.SYSTEM_PROPERTY, "", name -> NAME);
        return Database.open(
                Settings.early(Catalogue.DATASOURCE, List.of(place)),
                home(folder),
                name -> server.dataSource(DatabaseServer.nameOf(folder)),
                "-test");
    }

    /** The folder as a data folder; made if it is not there. */
    public static Home home(Path folder) {
        try {
            return new Home(Files.createDirectories(folder).toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
