/**
 * The Ollama servers: each {@link dev.corral.fleet.Backend} with its own client and bounded pool of
 * connections, and the {@link dev.corral.fleet.Fleet} that chooses one for a request. No servlet
 * type is known here.
 */
package dev.corral.fleet;
