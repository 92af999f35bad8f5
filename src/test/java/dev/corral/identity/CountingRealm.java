package dev.corral.identity;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.realm.GenericPrincipal;
import org.apache.catalina.realm.RealmBase;

/** A realm of a few people that counts how often it was asked, and can be slow or broken. */
final class CountingRealm extends RealmBase {

    final AtomicInteger asked = new AtomicInteger();
    final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final Map<String, List<String>> roles = new ConcurrentHashMap<>();
    volatile Runnable before = () -> {};

    CountingRealm person(String name, String password, String... held) {
        passwords.put(name, password);
        roles.put(name, List.of(held));
        return this;
    }

    @Override
    public Principal authenticate(String name, String credentials) {
        asked.incrementAndGet();
        before.run();
        return credentials.equals(passwords.get(name)) ? getPrincipal(name) : null;
    }

    @Override
    protected String getPassword(String name) {
        return passwords.get(name);
    }

    @Override
    protected Principal getPrincipal(String name) {
        return new GenericPrincipal(name, roles.get(name));
    }
}
