package dev.corral.policy;

/** What offline mode refuses: everything that would make an Ollama reach the internet. */
final class OfflineGuard {
    private OfflineGuard() {}

    /** The sentence for the client, or null when nothing in the request leaves the house. */
    static String refusal(Facts facts) {
        String what = refused(facts);
        return what == null
                ? null
                : "Corral is in offline mode: "
                        + what
                        + " An administrator can change that (setting corral.offline).";
    }

    private static String refused(Facts facts) {
        BodyFacts body = facts.body();
        switch (facts.operation()) {
            case PULL:
                return "models cannot be pulled; bring one in as files (blob upload and create).";
            case PUSH:
                return "models cannot be pushed.";
            case ACCOUNT:
                return "the ollama.com account of the server cannot be reached.";
            case WEB:
                return "the web cannot be searched.";
            case CLOUD_STATUS:
                return "recommendations of ollama.com cannot be fetched.";
            default:
        }
        for (Facts.Demand demand : facts.demands()) {
            if (facts.isCloud(demand.model())) {
                return "models that run outside of this company cannot be used.";
            }
        }
        if (body.webTools()) {
            return "tools that search the web cannot be used.";
        }
        if (body.remoteImage()) {
            return "images and files cannot be fetched from an address; send their content.";
        }
        if (body.from() != null && !facts.knowledge().isPresent(body.from())) {
            return "the model to build from is not on every server, and Ollama would pull it.";
        }
        return null;
    }
}
