/** The harness of the integration tests and those of the product as a whole. */
package dev.corral.it;
