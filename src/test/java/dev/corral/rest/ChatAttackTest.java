package dev.corral.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.chats.ChatFixture;
import dev.corral.chats.ChatView;
import dev.corral.chats.Folders;
import dev.corral.chats.MessageView;
import dev.corral.door.DoorFilter;
import dev.corral.door.TestServer;
import dev.corral.exchange.Watch;
import dev.corral.gateway.server.ClientConnections;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.settings.Settings;
import dev.corral.store.Database;
import dev.corral.store.StoreFixture;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who knows all ids of others tries each of them on each address of chats. */
@Timeout(120)
@Tag(StoreFixture.DATABASE)
class ChatAttackTest {

    private static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private record Attempt(String verb, String path, Class<?> resource) {}

    /** Takes caller and role from headers, as no product filter would. */
    private static final class HeaderCaller implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            HttpServletRequest clientRequest = (HttpServletRequest) request;
            Role role = Role.valueOf(clientRequest.getHeader("X-Test-Role"));
            Caller.of(clientRequest.getHeader("X-Test-Name"), Set.of(role), Via.BASIC)
                    .attachTo(clientRequest);
            chain.doFilter(request, response);
        }
    }

    @Test
    void idsOfOthersOpenNothing(@TempDir java.nio.file.Path folder) throws Exception {
        try (Database database = StoreFixture.open(folder);
                ChatFixture chats = new ChatFixture(database);
                Watch watch = new Watch();
                ClientConnections connections = new ClientConnections();
                EventStreams streams = new EventStreams(connections, watch, Settings.of(Map.of()));
                TestServer server = new TestServer()) {
            List<Object> resources =
                    List.of(
                            new ChatsResource(chats.room, streams),
                            new MessagesResource(chats.room.conversation()),
                            new FoldersResource(chats.room.folders()),
                            new EventsResource(chats.room.chats(), streams),
                            new SearchResource(chats.room.search()),
                            new ShareResource(chats.room.shares()),
                            new SharedResource(chats.room.shares()),
                            new ExportResource(chats.room.export()),
                            new ChatExportResource(chats.room.export()),
                            new ImportsResource(chats.room.imports()),
                            new PromptsResource(chats.room.prompts()),
                            new PresetsResource(chats.room.presets()),
                            new PreferencesResource(chats.room.preferences()));
            server.filter(new DoorFilter(), "/*").filter(new HeaderCaller(), "/api/*");
            server.servlet("/api/*", new ApiServlet());
            new ApiApplication(resources).attachTo(server.context().getServletContext());
            server.start();
            for (String chat : new String[] {fill(chats, false), fill(chats, true)}) {
                attack(server, chats, chat, resources);
            }
            assertThat(
                            server.ask(
                                    "GET /corral/api/v1/chats",
                                    "X-Test-Name: bob",
                                    "X-Test-Role: USER"))
                    .contains("\"items\":[]");
            assertThat(
                            server.ask(
                                    "GET /corral/api/v1/search?q=question",
                                    "X-Test-Name: bob",
                                    "X-Test-Role: USER"))
                    .contains("\"items\":[]");
        }
    }

    private static String fill(ChatFixture chats, boolean temporary) {
        ChatView chat =
                chats.room
                        .chats()
                        .create(
                                ChatFixture.ALICE,
                                ChatFixture.json("{'model':'m','temporary':" + temporary + "}"));
        String question = "{'content':'question','models':['m'],'images':[{'data':'" + PNG + "'}]}";
        chats.room
                .conversation()
                .ask(ChatFixture.ALICE, chat.item().id(), ChatFixture.json(question), "r");
        return chat.item().id();
    }

    private static void attack(
            TestServer server, ChatFixture chats, String chat, List<Object> resources)
            throws Exception {
        ChatView before = chats.room.chats().get(ChatFixture.ALICE, chat);
        MessageView question = before.messages().get(0);
        Map<Class<?>, String> ids =
                Map.of(
                        FoldersResource.class,
                        chats.room
                                .folders()
                                .create(ChatFixture.ALICE, ChatFixture.json("{'name':'f'}"))
                                .id(),
                        PromptsResource.class,
                        chats.room
                                .prompts()
                                .create(
                                        ChatFixture.ALICE,
                                        ChatFixture.json("{'name':'p','text':'t','shared':true}"))
                                .id(),
                        PresetsResource.class,
                        chats.room
                                .presets()
                                .create(ChatFixture.ALICE, ChatFixture.json("{'name':'p'}"))
                                .id(),
                        ImportsResource.class,
                        chats.room
                                .imports()
                                .take(ChatFixture.ALICE, new ByteArrayInputStream(new byte[0]))
                                .id(),
                        SharedResource.class,
                        chat.startsWith("t-")
                                ? "none"
                                : chats.room
                                        .shares()
                                        .put(
                                                ChatFixture.ALICE,
                                                chat,
                                                ChatFixture.json("{'with':['carol']}"))
                                        .id());
        int tried = 0;
        for (Attempt attempt : attempts(resources)) {
            String path =
                    attempt.path
                            .replace("{id}", ids.getOrDefault(attempt.resource, chat))
                            .replace("{message}", question.id())
                            .replace("{image}", question.images().get(0).id());
            for (String version : List.of("1", "2", "3")) {
                String body = body(attempt, version, question.id());
                assertThat(send(server, attempt.verb, path, "bob", "USER", body))
                        .as(attempt.toString())
                        .startsWith("HTTP/1.1 404")
                        .doesNotContain("question");
            }
            assertThat(send(server, attempt.verb, path, "auditor", "AUDITOR", "{}"))
                    .as(attempt.toString())
                    .startsWith("HTTP/1.1 403");
            tried++;
        }
        assertThat(tried).isGreaterThan(20);
        ChatView after = chats.room.chats().get(ChatFixture.ALICE, chat);
        assertThat(after.messages()).hasSameSizeAs(before.messages());
        assertThat(after.item().version()).isEqualTo(before.item().version());
        assertThat(chats.room.folders().list(ChatFixture.ALICE))
                .extracting(Folders.Folder::version)
                .containsOnly(1L);
    }

    private static String body(Attempt attempt, String version, String message) {
        if (attempt.verb.equals("PATCH")) {
            boolean ofMessage = attempt.path.endsWith("{message}");
            boolean ofChat = attempt.path.endsWith("chats/{id}");
            String member = ofMessage ? "content" : ofChat ? "title" : "name";
            return "{\"version\":" + version + ",\"" + member + "\":\"stolen\"}";
        }
        if (attempt.path.endsWith("/messages")) {
            return "{\"content\":\"x\",\"models\":[\"m\"]}";
        }
        if (attempt.path.endsWith("/fork")) {
            return "{\"leaf\":\"" + message + "\"}";
        }
        return attempt.path.endsWith("/share") ? "{\"everyone\":true}" : "{}";
    }

    private static String send(
            TestServer server, String verb, String path, String name, String role, String body) {
        return server.raw(
                verb
                        + " /corral"
                        + path
                        + " HTTP/1.1\r\nHost: corral.test\r\nConnection: close\r\nX-Test-Name: "
                        + name
                        + "\r\nX-Test-Role: "
                        + role
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body);
    }

    /** Every method of every resource whose path has an id in it. */
    private static List<Attempt> attempts(List<Object> resources) {
        List<Attempt> attempts = new ArrayList<>();
        for (Object resource : resources) {
            for (Method method : resource.getClass().getDeclaredMethods()) {
                Path own = method.getAnnotation(Path.class);
                String path =
                        "/api/"
                                + resource.getClass().getAnnotation(Path.class).value()
                                + (own == null ? "" : "/" + own.value());
                for (Annotation annotation : method.getAnnotations()) {
                    HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (verb != null && path.contains("{")) {
                        attempts.add(new Attempt(verb.value(), path, resource.getClass()));
                    }
                }
            }
        }
        return attempts;
    }
}
