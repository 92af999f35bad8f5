package dev.corral.bench;

import java.io.IOException;

/** Connections that each send a request, wait for its answer, and send the next. */
final class SmallRequests {

    private final Samples nanos = new Samples();
    private long until;
    private int failures;
    private boolean measuring;

    /**
     * What came of it.
     *
     * @param perSecond answers with status 200
     */
    record Outcome(double perSecond, Samples nanos, int failures) {}

    static Outcome run(Target target, byte[] request, int connections, double seconds)
            throws IOException {
        return new SmallRequests().go(target, request, connections, seconds);
    }

    private Outcome go(Target target, byte[] request, int connections, double seconds)
            throws IOException {
        Loop loop = new Loop();
        Client[] clients = new Client[connections];
        for (int i = 0; i < connections; i++) {
            Sender sender = new Sender(request);
            clients[i] = new Client(loop, target.port(), sender);
            sender.client = clients[i];
        }
        // The first tenth is not counted: connections open, the server wakes.
        long begin = System.nanoTime() + (long) (seconds * 1e8);
        until = begin + (long) (seconds * 1e9);
        loop.at(begin, () -> measuring = true);
        loop.runWhile(() -> System.nanoTime() < until);
        for (Client client : clients) {
            client.close();
        }
        loop.selector().close();
        return new Outcome(nanos.size() / seconds, nanos, failures);
    }

    private final class Sender implements Client.Listener {

        private final byte[] request;
        private Client client;
        private long sent;

        private Sender(byte[] request) {
            this.request = request;
        }

        @Override
        public void connected() {
            send();
        }

        private void send() {
            sent = System.nanoTime();
            try {
                client.send(request);
            } catch (IOException e) {
                client.broken(e);
            }
        }

        @Override
        public void head(int status) {
            failures += status == 200 ? 0 : 1;
        }

        @Override
        public void end() {
            if (measuring) {
                nanos.add(System.nanoTime() - sent);
            }
            send();
        }

        @Override
        public void broken(IOException cause) {
            failures++;
        }
    }
}
