/**
 * Backups that any Corral can read, whatever database it uses, and their way back. What is in them
 * is found in the database itself: a table that a migration adds is in the next backup. Archives
 * are zips with one file of JSON lines for each table and a {@link dev.corral.backup.Manifest}.
 */
package dev.corral.backup;
