package dev.corral.store;

import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.naming.NameNotFoundException;

/** A real embedded database in a folder, for tests of any room. */
public final class StoreFixture {

    private StoreFixture() {}

    /** Opens the database in the folder and creates it if it is not there; close it. */
    public static Database open(Path folder) {
        return Database.open(
                Settings.early(Catalogue.DATASOURCE, List.of()),
                home(folder),
                name -> {
                    throw new NameNotFoundException(name);
                },
                "-test");
    }

    static Home home(Path folder) {
        try {
            return new Home(Files.createDirectories(folder).toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
