package dev.corral.status;

import dev.corral.store.Database;

/** The state of the database. */
public interface StoreState {

    /** Name and version of the database, without addresses and user names. */
    String description();

    /** Whether it answers now; may take some seconds. */
    boolean answers();

    /** The state of that database. */
    static StoreState of(Database database) {
        return new StoreState() {
            @Override
            public String description() {
                return database.description();
            }

            @Override
            public boolean answers() {
                return database.answers();
            }
        };
    }
}
