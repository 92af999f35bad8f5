package dev.corral.status;

import java.util.Map;

/** Writes a {@link Snapshot} in the text format of Prometheus, version 0.0.4. */
final class PrometheusText {

    private final StringBuilder text = new StringBuilder();

    private PrometheusText() {}

    static String of(Snapshot snapshot) {
        PrometheusText out = new PrometheusText();
        out.product(snapshot);
        out.drain(snapshot);
        out.exchanges(snapshot);
        out.backends(snapshot);
        out.fleet(snapshot.fleet());
        return out.text.toString();
    }

    private void product(Snapshot snapshot) {
        head("corral_info", "gauge", "The version, as a label.");
        line("corral_info", label("version", snapshot.version()), 1);
        head("corral_uptime_seconds", "gauge", "Seconds since the start.");
        line("corral_uptime_seconds", "", snapshot.uptimeSeconds());
        head("corral_database_up", "gauge", "Whether the database answers.");
        line("corral_database_up", "", snapshot.databaseAnswers() ? 1 : 0);
    }

    private void drain(Snapshot snapshot) {
        head("corral_draining", "gauge", "Whether this server is to be taken out.");
        line("corral_draining", "", snapshot.draining() == null ? 0 : 1);
    }

    private void exchanges(Snapshot snapshot) {
        head("corral_exchanges_open", "gauge", "Requests to models that are running.");
        line("corral_exchanges_open", "", snapshot.open());
        head("corral_exchanges_ended_total", "counter", "Requests to models that ended, by how.");
        for (Map.Entry<String, Long> ended : snapshot.ended().entrySet()) {
            line(
                    "corral_exchanges_ended_total",
                    label("outcome", ended.getKey()),
                    ended.getValue());
        }
        head(
                "corral_upload_bytes_total",
                "counter",
                "Bytes of blobs that were uploaded, by who sent them.");
        for (Map.Entry<String, Long> sent : snapshot.uploadBytes().entrySet()) {
            line("corral_upload_bytes_total", label("caller", sent.getKey()), sent.getValue());
        }
        head("corral_queue_length", "gauge", "Requests that wait for a place.");
        line("corral_queue_length", "", snapshot.queued());
    }

    private void backends(Snapshot snapshot) {
        head(
                "corral_backend_up",
                "gauge",
                "Whether the Ollama server answered when it was last asked; absent before.");
        for (BackendStats.BackendState backend : snapshot.backends()) {
            if (backend.health() != BackendStats.Health.UNKNOWN) {
                boolean up = backend.health() == BackendStats.Health.UP;
                line("corral_backend_up", label("backend", backend.url()), up ? 1 : 0);
            }
        }
        head("corral_backend_running", "gauge", "Requests to models that are running there.");
        for (BackendStats.BackendState backend : snapshot.backends()) {
            line("corral_backend_running", label("backend", backend.url()), backend.running());
        }
        head("corral_backend_connections", "gauge", "Connections that are open to it.");
        for (BackendStats.BackendState backend : snapshot.backends()) {
            line(
                    "corral_backend_connections",
                    label("backend", backend.url()),
                    backend.connections());
        }
    }

    private void fleet(FleetView fleet) {
        head("corral_backend_failures_total", "counter", "Tries that failed by its fault.");
        for (FleetView.Server one : fleet.servers()) {
            line("corral_backend_failures_total", label("backend", one.url()), one.failures());
        }
        head("corral_backend_draining", "gauge", "Whether it gets nothing new.");
        for (FleetView.Server one : fleet.servers()) {
            line("corral_backend_draining", label("backend", one.url()), one.draining() ? 1 : 0);
        }
        head("corral_backend_models_loaded", "gauge", "Models in its memory.");
        for (FleetView.Server one : fleet.servers()) {
            if (one.models() != null) {
                line(
                        "corral_backend_models_loaded",
                        label("backend", one.url()),
                        one.models().size());
            }
        }
        head("corral_prompt_tokens_total", "counter", "Tokens of prompts, as backends told.");
        line("corral_prompt_tokens_total", "", fleet.promptTokens());
        head("corral_answer_tokens_total", "counter", "Tokens of answers, as backends told.");
        line("corral_answer_tokens_total", "", fleet.answerTokens());
        head(
                "corral_first_word_milliseconds",
                "gauge",
                "Time to the first word of streamed answers in the last minute.");
        line(
                "corral_first_word_milliseconds",
                label("quantile", "0.5"),
                fleet.pace().firstWordP50Millis());
        line(
                "corral_first_word_milliseconds",
                label("quantile", "0.95"),
                fleet.pace().firstWordP95Millis());
    }

    private void head(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void line(String name, String labels, long value) {
        text.append(name).append(labels).append(' ').append(value).append('\n');
    }

    private static String label(String name, String value) {
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return "{" + name + "=\"" + escaped + "\"}";
    }
}
