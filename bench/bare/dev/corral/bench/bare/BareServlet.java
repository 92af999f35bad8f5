package dev.corral.bench.bare;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.async.MinimalHttpAsyncClient;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.reactor.IOReactorConfig;

/**
 * The least that a servlet can do, without login, policy or anything else: answers by itself
 * ({@code /sync}), from another thread ({@code /async}), or with what the client library got from
 * the upstream ({@code /ollama}).
 */
public final class BareServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final byte[] ANSWER =
            "{\"version\":\"0.24.0\"}".getBytes(StandardCharsets.UTF_8);

    private transient ExecutorService other;
    private transient MinimalHttpAsyncClient client;
    private String upstream;

    @Override
    public void init() {
        upstream = System.getProperty("corral.ollama.base-urls");
        other = Executors.newFixedThreadPool(2);
        client =
                HttpAsyncClients.createMinimal(
                        H2Config.DEFAULT,
                        Http1Config.DEFAULT,
                        IOReactorConfig.custom().setIoThreadCount(2).setTcpNoDelay(true).build(),
                        PoolingAsyncClientConnectionManagerBuilder.create()
                                .setMaxConnPerRoute(1000)
                                .setMaxConnTotal(1000)
                                .build());
        client.start();
    }

    @Override
    public void destroy() {
        other.shutdown();
        client.initiateShutdown();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getServletPath().equals("/sync")) {
            answer(response, ANSWER);
            return;
        }
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        if (request.getServletPath().equals("/async")) {
            other.execute(() -> complete(async, ANSWER));
        } else {
            ask(async, request.getPathInfo());
        }
    }

    private void ask(AsyncContext async, String path) {
        SimpleHttpRequest question = SimpleRequestBuilder.get(upstream + path).build();
        client.execute(
                org.apache.hc.client5.http.async.methods.SimpleRequestProducer.create(question),
                org.apache.hc.client5.http.async.methods.SimpleResponseConsumer.create(),
                new FutureCallback<SimpleHttpResponse>() {
                    @Override
                    public void completed(SimpleHttpResponse got) {
                        complete(async, got.getBodyBytes());
                    }

                    @Override
                    public void failed(Exception cause) {
                        complete(async, new byte[0]);
                    }

                    @Override
                    public void cancelled() {
                        complete(async, new byte[0]);
                    }
                });
    }

    private static void complete(AsyncContext async, byte[] body) {
        try {
            answer((HttpServletResponse) async.getResponse(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            async.complete();
        }
    }

    private static void answer(HttpServletResponse response, byte[] body) throws IOException {
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
