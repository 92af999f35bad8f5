package dev.corral.gateway;

import dev.corral.fleet.Backend;
import dev.corral.identity.Caller;
import dev.corral.policy.Facts;
import dev.corral.policy.ModelName;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Where models and their files are brought if nobody names a backend: the files of one model to one
 * place, and the model is made there, or where the one is that it is made from; else to the first
 * that answers of those that the policy leaves.
 */
final class Destination {

    private Destination() {}

    /**
     * The name of a backend, or null if any will do.
     *
     * @param text what names the digests: the one in the path, or the body
     */
    static String of(Gateway gateway, Caller caller, Facts facts, String text) {
        List<Backend> candidates =
                Target.candidates(
                        gateway.fleet().backends(), gateway.exchanges().places(caller, facts));
        if (candidates.isEmpty()) {
            return null;
        }
        Backend chosen =
                switch (facts.operation()) {
                    case BLOB_READ, BLOB_WRITE ->
                            forFile(gateway.blobs(), caller, text, candidates);
                    case CREATE -> forModel(gateway.blobs(), caller, facts, text, candidates);
                    default -> null;
                };
        return (chosen == null ? candidates.get(0) : chosen).spec().name();
    }

    private static Backend forFile(
            BlobHomes homes, Caller caller, String text, List<Backend> candidates) {
        return named(
                homes.forFile(
                        caller.name(),
                        BlobHomes.digests(text),
                        urls(candidates),
                        System.nanoTime()),
                candidates);
    }

    private static Backend forModel(
            BlobHomes homes, Caller caller, Facts facts, String text, List<Backend> candidates) {
        Set<String> digests = BlobHomes.digests(text);
        Backend home =
                named(
                        homes.forModel(caller.name(), digests, urls(candidates), System.nanoTime()),
                        candidates);
        ModelName from = facts.body().from();
        return home != null || from == null
                ? home
                : candidates.stream()
                        .filter(one -> one.contents().has(from.canonical()))
                        .findFirst()
                        .orElse(null);
    }

    private static List<String> urls(List<Backend> backends) {
        return backends.stream().map(Backend::name).toList();
    }

    private static Backend named(String url, List<Backend> backends) {
        return backends.stream()
                .filter(one -> Objects.equals(one.name(), url))
                .findFirst()
                .orElse(null);
    }
}
