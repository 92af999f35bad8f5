package dev.corral.policy;

import dev.corral.words.Sentence;

/** What offline mode refuses: everything that would make an Ollama reach the internet. */
final class OfflineGuard {
    private OfflineGuard() {}

    /** The sentence for the client, or null when nothing in the request leaves the house. */
    static Sentence refusal(Facts facts) {
        Sentence what = refused(facts);
        return what == null
                ? null
                : Sentence.of(
                        "offline.refused",
                        "Corral is in offline mode: {what} An administrator can change that (setting corral.offline).",
                        "what",
                        what);
    }

    private static Sentence refused(Facts facts) {
        BodyFacts body = facts.body();
        switch (facts.operation()) {
            case PULL:
                return Sentence.of(
                        "offline.pull",
                        "models cannot be pulled; bring one in as files (blob upload and create).");
            case PUSH:
                return Sentence.of("offline.push", "models cannot be pushed.");
            case ACCOUNT:
                return Sentence.of(
                        "offline.account",
                        "the ollama.com account of the server cannot be reached.");
            case WEB:
                return Sentence.of("offline.web", "the web cannot be searched.");
            case CLOUD_STATUS:
                return Sentence.of(
                        "offline.cloud-status", "recommendations of ollama.com cannot be fetched.");
            default:
        }
        for (Facts.Demand demand : facts.demands()) {
            if (facts.isCloud(demand.model())) {
                return Sentence.of(
                        "offline.cloud", "models that run outside of this company cannot be used.");
            }
        }
        if (body.webTools()) {
            return Sentence.of("offline.tools", "tools that search the web cannot be used.");
        }
        if (body.remoteImage()) {
            return Sentence.of(
                    "offline.images",
                    "images and files cannot be fetched from an address; send their content.");
        }
        if (body.from() != null && !facts.knowledge().isPresent(body.from())) {
            return Sentence.of(
                    "offline.from",
                    "the model to build from is not on every server, and Ollama would pull it.");
        }
        return null;
    }
}
