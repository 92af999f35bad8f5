/**
 * A simulated fleet in virtual time: Ollama v0.24's scheduler as its source describes it ({@link
 * dev.corral.fleet.choice.sim.Ollama}), people and programs that ask ({@link
 * dev.corral.fleet.choice.sim.Workload}), and gateways between them: Corral's very {@code
 * Dispatcher}, nginx's {@code least_conn}, round robin, random choice and an oracle. Every
 * assumption stands where it is made. Seeded: a run gives the same numbers each time.
 */
package dev.corral.fleet.choice.sim;
