/**
 * The filters in front of everything: one canonical path or 400, the request id, response headers,
 * the cross-site check, and the one place that writes an error in the format of the path it was
 * asked on. The door does not know who the caller is.
 */
package dev.corral.door;
