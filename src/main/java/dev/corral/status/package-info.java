/**
 * How Corral is: health for load balancers, numbers for Prometheus and JMX, the state for
 * administrators. The rooms that know the numbers tell them through {@link
 * dev.corral.status.ExchangeStats}, {@link dev.corral.status.BackendStats} and {@link
 * dev.corral.status.StoreState}.
 */
package dev.corral.status;
