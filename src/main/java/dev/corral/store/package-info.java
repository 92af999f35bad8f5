/**
 * Where things are kept: the data folder, the data source (the server's, else an embedded Derby),
 * migrations, entity managers and a clean shutdown. Entities live in their features. Rules for
 * tables that Derby, PostgreSQL and MariaDB all take: names begin with {@code corral_}, times are
 * {@code BIGINT} milliseconds since 1970 UTC, ids are texts that we make, long texts are {@code
 * ${text}} and bytes {@code ${bytes}}.
 */
package dev.corral.store;
