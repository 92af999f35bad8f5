/**
 * What administrators say about the Ollama servers: {@link dev.corral.fleet.book.BackendBook} keeps
 * it, {@link dev.corral.fleet.book.BackendSpec} is what the rest of the fleet sees of it. Which
 * servers there are is told by the setting {@code corral.ollama.base-urls} and nothing else; what
 * is said of each beyond its URL stands in the database under that URL.
 */
package dev.corral.fleet.book;
