package dev.corral.store;

import java.nio.file.Path;
import java.sql.SQLException;

/** Says in words why an embedded database could not be opened. */
final class DerbyProblem {

    private DerbyProblem() {}

    static StartupProblem explain(SQLException e, Path folder) {
        if (has(e, "XSDB6")) {
            return StartupProblem.of(
                    "start.in-use",
                    "The data folder is in use by another instance",
                    "The embedded database in {folder} is open in another process or in another application of this server (Derby's XSDB6)."
                            + " Only one may have it open.",
                    "Stop the other instance (a second server with the same data folder, an older version of the WAR that is still deployed,"
                            + " or a database tool), or give each its own folder with CORRAL_HOME. Several nodes need one data source on a"
                            + " database server: corral.datasource.",
                    e,
                    "folder",
                    folder);
        }
        if (has(e, "XSLAN") || has(e, "XCW00") || has(e, "XSLAP")) {
            return StartupProblem.of(
                    "start.newer-engine",
                    "The database belongs to a newer version",
                    "The embedded database in {folder} was written by a newer version of the database engine.",
                    "Deploy the newer Corral again, or restore the backup that was made before it.",
                    e,
                    "folder",
                    folder);
        }
        if (has(e, "XSDG2")
                || has(e, "XSDF")
                || has(e, "XSLB")
                || has(e, "XBM0H")
                || has(e, "XSDB5")
                || has(e, "XSLAR")) {
            return StartupProblem.of(
                    "start.not-written",
                    "The database cannot be opened",
                    "The embedded database in {folder} cannot be written or created ({states}).",
                    "See that the disk is not full and that everything in the folder belongs to the user that runs the server ({user}).",
                    e,
                    "folder",
                    folder,
                    "states",
                    states(e),
                    "user",
                    System.getProperty("user.name"));
        }
        return StartupProblem.of(
                "start.not-opened",
                "The database cannot be opened",
                "The embedded database in {folder} does not open ({states}).",
                "The server's log has the whole reason. If the folder is damaged, restore a backup of it; never delete files from it by hand.",
                e,
                "folder",
                folder,
                "states",
                states(e));
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
