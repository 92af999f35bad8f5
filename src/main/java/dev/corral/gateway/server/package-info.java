/**
 * What a server's own connection offers beyond the Servlet API: to notice in silence that the
 * client left, to cut a broken answer, and to send a {@code Content-Type} as it was given. Nothing
 * here links against a server's classes: they are found by name on the request object that the
 * server hands out, and where they are missing or different everything falls back to nothing.
 */
package dev.corral.gateway.server;
