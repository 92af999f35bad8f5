package dev.corral.store;

import javax.naming.NamingException;

/** Looks up a name in the server's directory; {@code InitialContext::doLookup} outside of tests. */
@FunctionalInterface
public interface Jndi {

    /** The object of that name. */
    Object lookup(String name) throws NamingException;
}
