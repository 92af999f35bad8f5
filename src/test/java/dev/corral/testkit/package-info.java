/**
 * What the tests stand on: a scriptable upstream ({@link dev.corral.testkit.StandIn}) and a client
 * ({@link dev.corral.testkit.RawClient}), both on bare sockets, because a client or server library
 * would tidy up exactly what the tests have to see.
 */
package dev.corral.testkit;
