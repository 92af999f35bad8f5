/**
 * What administrators bring to the Ollama servers: {@link dev.corral.models.Pull} is a sink of
 * {@code exchange} that remembers how far a download is, so that it goes on when the tab closes and
 * all administrators see the same; {@link dev.corral.models.Pulls} runs those of this node, and
 * {@link dev.corral.models.PullStore} lets other nodes and the next start know of them. A pull is
 * asked for as whoever began it: the same rules hold as for any client. No servlet type is known
 * here.
 */
package dev.corral.models;
