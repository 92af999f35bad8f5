/** The proof that offline mode asks for no address but those that it may. */
package dev.corral.it.offline;
