package dev.corral.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which backend has which file of a model that is yet to be made, so that it is made where its
 * files are. Ollama cannot be asked for a list of them; what is known is what went through here.
 * All files that somebody brings within a while go to one backend. Backends are named by any text
 * that stays the same. Thread-safe; forgets what was used longest ago.
 */
final class BlobHomes {

    private static final int MOST = 10_000;
    private static final long STAYS = Duration.ofHours(1).toNanos();
    private static final Pattern DIGEST = Pattern.compile("sha256[:-]([0-9a-fA-F]{64})");

    private record Home(String backend, long at) {}

    private final Map<String, Set<String>> holders = forgetful();
    private final Map<String, Home> homes = forgetful();

    private static <T> Map<String, T> forgetful() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > MOST;
            }
        };
    }

    /** The digests that stand anywhere in a text, in one spelling. */
    static Set<String> digests(String text) {
        Set<String> all = new HashSet<>();
        for (Matcher each = DIGEST.matcher(text); each.find(); ) {
            all.add("sha256:" + each.group(1).toLowerCase(Locale.ROOT));
        }
        return all;
    }

    /** A backend said that it has the file, or that it has not. */
    synchronized void told(String backend, Set<String> digests, boolean there) {
        for (String digest : digests) {
            if (there) {
                holders.computeIfAbsent(digest, added -> new HashSet<>()).add(backend);
            } else if (holders.containsKey(digest)) {
                holders.get(digest).remove(backend);
            }
        }
    }

    /**
     * Where a file is to be looked for and brought.
     *
     * @param caller who brings it
     * @param candidates the backends that may be used, best first
     * @return one of them, or null if there is none
     */
    synchronized String forFile(
            String caller, Set<String> digests, List<String> candidates, long now) {
        String home = home(caller, candidates, now);
        if (home == null) {
            home = most(digests, candidates);
        }
        if (home == null && !candidates.isEmpty()) {
            home = candidates.get(0);
        }
        if (home != null) {
            homes.put(caller, new Home(home, now));
        }
        return home;
    }

    /**
     * Where a model is to be made of these files.
     *
     * @return the candidate that has most of them; null if none is known to have any
     */
    synchronized String forModel(
            String caller, Set<String> digests, List<String> candidates, long now) {
        List<String> sorted = new ArrayList<>(candidates);
        String home = home(caller, candidates, now);
        if (home != null) {
            sorted.remove(home);
            sorted.add(0, home);
        }
        return most(digests, sorted);
    }

    private String home(String caller, List<String> candidates, long now) {
        Home home = homes.get(caller);
        return home != null && now - home.at() < STAYS && candidates.contains(home.backend())
                ? home.backend()
                : null;
    }

    private String most(Set<String> digests, List<String> candidates) {
        String best = null;
        long most = 0;
        for (String candidate : candidates) {
            long has =
                    digests.stream()
                            .filter(one -> holders.getOrDefault(one, Set.of()).contains(candidate))
                            .count();
            if (has > most) {
                best = candidate;
                most = has;
            }
        }
        return best;
    }
}
