/**
 * What administrators bring to the Ollama servers: {@link dev.corral.models.Pull} is a sink of
 * {@code exchange} that remembers how far a download is, so that it goes on when the tab closes and
 * all administrators see the same; {@link dev.corral.models.Pulls} keeps those of this node. A pull
 * is asked for as whoever began it: the same rules hold as for any client. No servlet type is known
 * here.
 */
package dev.corral.models;
