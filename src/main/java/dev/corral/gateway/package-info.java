/**
 * The {@code /ollama} face: the route table, the servlet filter, the pumps between servlet streams
 * and an exchange, and the header rules. What is allowed and which backend answers is decided
 * elsewhere.
 */
package dev.corral.gateway;
