package dev.corral.fleet.choice.sim;

import dev.corral.fleet.choice.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A gateway that knows everything: what really is in each server's slots and how many are busy, how
 * fast each model is read, and the future: which conversations go on. All models are loaded
 * everywhere before the first request, at no cost, so it serves only where all fit. It gives each
 * free slot to the request whose first word comes soonest there, shortest first, and counts exactly
 * what that overwrites. It is greedy, so a better one may exist.
 */
final class Oracle implements Gateway {

    /** What each request at a server costs a further one there, in seconds. */
    private static final double COMPANY = 0.03;

    private final Events events;
    private final List<Ollama> servers;
    private final List<Request> waiting = new ArrayList<>();
    private final Map<Request, Ollama.Call> calls = new HashMap<>();
    private final Map<dev.corral.fleet.choice.Prompt, Request> byPrompt = new HashMap<>();

    Oracle(Events events, List<Ollama> servers, List<Model> models) {
        this.events = events;
        this.servers = servers;
        servers.forEach(server -> models.forEach(server::preload));
    }

    @Override
    public void arrive(Request request) {
        byPrompt.put(request.prompt, request);
        byPrompt.put(request.after, request);
        waiting.add(request);
        waiting.sort(Comparator.comparingDouble(Oracle::reading));
        give();
    }

    private static double reading(Request request) {
        return request.promptTokens() / request.model.promptRate();
    }

    private void give() {
        for (Request request : List.copyOf(waiting)) {
            Ollama best = null;
            double lowest = 0;
            for (Ollama server : servers) {
                double cost = cost(server, request);
                if (cost < Double.MAX_VALUE && (best == null || cost < lowest)) {
                    best = server;
                    lowest = cost;
                }
            }
            if (best != null) {
                waiting.remove(request);
                send(request, best);
            }
        }
    }

    private double cost(Ollama server, Request request) {
        Ollama.Runner runner = server.loaded().get(request.model.name());
        Ollama.Slot slot = runner.target(request);
        int sent = (int) calls.entrySet().stream().filter(c -> isComing(c, server, runner)).count();
        if (slot == null || runner.free() - sent <= 0) {
            return Double.MAX_VALUE;
        }
        int common = slot.holds.common(request.prompt);
        double read = tokens(request.prompt.size() - request.prompt.size(common));
        double lost = 0;
        Request other = byPrompt.get(slot.holds);
        if (other != null && other.goesOn && common < slot.holds.length()) {
            lost = tokens(slot.holds.size() - slot.holds.size(common));
        }
        return (read * (1 + server.reading()) + lost) / request.model.promptRate()
                + COMPANY * server.atServer();
    }

    /** Whether a call was sent to this runner and is still on the wire. */
    private static boolean isComing(
            Map.Entry<Request, Ollama.Call> call, Ollama server, Ollama.Runner runner) {
        return call.getValue().at() == server
                && call.getValue().slot == null
                && call.getKey().model == runner.model;
    }

    private static double tokens(long bytes) {
        return (double) bytes / Request.TOKEN;
    }

    private void send(Request request, Ollama server) {
        calls.put(
                request,
                server.send(
                        request,
                        new Ollama.Client() {
                            @Override
                            public void firstByte() {
                                request.begun = events.now();
                            }

                            @Override
                            public void ended(Result result) {
                                calls.remove(request);
                                request.ended = events.now();
                                request.then.run();
                                give();
                            }
                        }));
    }

    @Override
    public void leave(Request request) {
        waiting.remove(request);
        Ollama.Call call = calls.remove(request);
        if (call != null) {
            call.cancel();
            give();
        }
    }
}
