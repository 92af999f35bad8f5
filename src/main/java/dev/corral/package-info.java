/** The composition root and the listener that runs it. */
package dev.corral;
