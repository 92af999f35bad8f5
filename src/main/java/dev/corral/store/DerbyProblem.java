package dev.corral.store;

import java.nio.file.Path;
import java.sql.SQLException;

/** Says in words why an embedded database could not be opened. */
final class DerbyProblem {

    private static final String TITLE = "The database cannot be opened";

    private DerbyProblem() {}

    static StartupProblem explain(SQLException e, Path folder) {
        if (has(e, "XSDB6")) {
            return new StartupProblem(
                    "The data folder is in use by another instance",
                    "The embedded database in "
                            + folder
                            + " is open in another process or in another application of this server (Derby's XSDB6)."
                            + " Only one may have it open.",
                    "Stop the other instance (a second server with the same data folder, an older version of the WAR that is still deployed,"
                            + " or a database tool), or give each its own folder with CORRAL_HOME. Several nodes need one data source on a"
                            + " database server: corral.datasource.",
                    e);
        }
        if (has(e, "XSLAN") || has(e, "XCW00") || has(e, "XSLAP")) {
            return new StartupProblem(
                    "The database belongs to a newer version",
                    "The embedded database in "
                            + folder
                            + " was written by a newer version of the database engine.",
                    "Deploy the newer Corral again, or restore the backup that was made before it.",
                    e);
        }
        if (has(e, "XSDG2")
                || has(e, "XSDF")
                || has(e, "XSLB")
                || has(e, "XBM0H")
                || has(e, "XSDB5")
                || has(e, "XSLAR")) {
            return new StartupProblem(
                    TITLE,
                    "The embedded database in "
                            + folder
                            + " cannot be written or created ("
                            + states(e)
                            + ").",
                    "See that the disk is not full and that everything in the folder belongs to the user that runs the server ("
                            + System.getProperty("user.name")
                            + ").",
                    e);
        }
        return new StartupProblem(
                TITLE,
                "The embedded database in " + folder + " does not open (" + states(e) + ").",
                "The server's log has the whole reason. If the folder is damaged, restore a backup of it; never delete files from it by hand.",
                e);
    }

    private static boolean has(SQLException e, String state) {
        for (Throwable t = e; t != null; t = next(t)) {
            if (t instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().startsWith(state)) {
                return true;
            }
            if (t.getMessage() != null && t.getMessage().contains(state)) {
                return true;
            }
        }
        return false;
    }

    private static String states(SQLException e) {
        StringBuilder states = new StringBuilder();
        for (Throwable t = e; t != null; t = next(t)) {
            if (t instanceof SQLException sql
                    && sql.getSQLState() != null
                    && states.indexOf(sql.getSQLState()) < 0) {
                states.append(states.isEmpty() ? "" : ", ").append(sql.getSQLState());
            }
        }
        return states.toString();
    }

    private static Throwable next(Throwable t) {
        if (t instanceof SQLException sql && sql.getNextException() != null) {
            return sql.getNextException();
        }
        return t.getCause() == t ? null : t.getCause();
    }
}
