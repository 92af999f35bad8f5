package dev.corral.fleet.choice.sim;

import dev.corral.fleet.choice.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A balancer that passes a request on at once, as nginx 1.22 does with its defaults: a server that
 * failed is left out for ten seconds ({@code max_fails=1 fail_timeout=10s}); refused connections go
 * to the next server; a POST that was sent is not repeated; a server that is silent for 60 s is an
 * error; an answer with status 500 is an answer.
 */
final class Direct implements Gateway {

    /** How the server is picked. */
    enum Pick {
        RANDOM,
        ROUND_ROBIN,
        LEAST_CONN,
        /** Random among the servers that have the model. */
        RANDOM_HOLDER
    }

    private static final long FAIL_TIMEOUT = 10 * Events.SECOND;
    private static final long READ_TIMEOUT = 60 * Events.SECOND;

    private final Events events;
    private final List<Ollama> servers;
    private final Pick pick;
    private final SplittableRandom random;
    private final Map<Ollama, Long> failedUntil = new HashMap<>();
    private final Map<Ollama, Integer> connections = new HashMap<>();
    private final Map<Request, Ollama.Call> calls = new HashMap<>();
    private int turn;

    Direct(Events events, List<Ollama> servers, Pick pick, long seed) {
        this.events = events;
        this.servers = servers;
        this.pick = pick;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void arrive(Request request) {
        send(request, new ArrayList<>());
    }

    private void send(Request request, List<Ollama> tried) {
        List<Ollama> left =
                servers.stream()
                        .filter(s -> !tried.contains(s))
                        .filter(s -> failedUntil.getOrDefault(s, 0L) <= events.now())
                        .collect(Collectors.toList());
        if (left.isEmpty()) {
            left = servers.stream().filter(s -> !tried.contains(s)).toList();
        }
        if (left.isEmpty()) {
            fail(request, "502 no server");
            return;
        }
        Ollama server = choose(left, request);
        tried.add(server);
        connections.merge(server, 1, Integer::sum);
        Events.Event[] timeout = new Events.Event[1];
        Ollama.Call call =
                server.send(
                        request,
                        new Ollama.Client() {
                            @Override
                            public void firstByte() {
                                timeout[0].cancel();
                                request.begun = events.now();
                            }

                            @Override
                            public void ended(Result result) {
                                timeout[0].cancel();
                                release(request, server);
                                Direct.this.ended(request, server, result, tried);
                            }
                        });
        calls.put(request, call);
        timeout[0] =
                events.in(
                        READ_TIMEOUT,
                        () -> {
                            if (request.isOver()) {
                                return;
                            }
                            call.cancel();
                            release(request, server);
                            failedUntil.put(server, events.now() + FAIL_TIMEOUT);
                            fail(request, "504");
                        });
    }

    private Ollama choose(List<Ollama> left, Request request) {
        return switch (pick) {
            case RANDOM -> left.get(random.nextInt(left.size()));
            case RANDOM_HOLDER -> {
                List<Ollama> holders =
                        left.stream().filter(s -> s.disk.contains(request.model.name())).toList();
                List<Ollama> from = holders.isEmpty() ? left : holders;
                yield from.get(random.nextInt(from.size()));
            }
            case ROUND_ROBIN -> left.get(turn++ % left.size());
            case LEAST_CONN -> {
                Ollama best = null;
                turn++;
                for (int i = 0; i < left.size(); i++) {
                    Ollama one = left.get((turn + i) % left.size());
                    if (best == null
                            || connections.getOrDefault(one, 0)
                                    < connections.getOrDefault(best, 0)) {
                        best = one;
                    }
                }
                yield best;
            }
        };
    }

    private void release(Request request, Ollama server) {
        connections.merge(server, -1, Integer::sum);
        calls.remove(request);
    }

    private void ended(Request request, Ollama server, Result result, List<Ollama> tried) {
        switch (result.kind()) {
            case DONE -> {
                request.ended = events.now();
                request.then.run();
            }
            case UNREACHABLE -> {
                failedUntil.put(server, events.now() + FAIL_TIMEOUT);
                send(request, tried);
            }
            case CUT -> {
                failedUntil.put(server, events.now() + FAIL_TIMEOUT);
                fail(request, "502 cut");
            }
            default -> fail(request, result.kind().name());
        }
    }

    private void fail(Request request, String why) {
        request.failed = true;
        request.failure = why;
        request.ended = events.now();
        request.then.run();
    }

    @Override
    public void leave(Request request) {
        Ollama.Call call = calls.get(request);
        if (call != null) {
            for (Ollama server : servers) {
                if (call.at() == server) {
                    release(request, server);
                }
            }
            call.cancel();
        }
    }
}
