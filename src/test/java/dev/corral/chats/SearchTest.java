package dev.corral.chats;

import static dev.corral.chats.ChatFixture.ALICE;
import static dev.corral.chats.ChatFixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.identity.Caller;
import dev.corral.store.Database;
import dev.corral.store.StoreFixture;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
@Tag(StoreFixture.DATABASE)
class SearchTest {

    private static final String[] WORDS =
            ("the sky is blue because light of short waves scatters more than the rest of it while evening"
                            + " turns red and people ask why again and again until somebody answers with patience")
                    .split(" ");

    @TempDir static Path folder;
    private static Database database;
    private static Search search;

    @BeforeAll
    static void fill() {
        database = StoreFixture.open(folder);
        search = new Search(database);
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            add(ALICE, "Chat number " + i, 100, random, i == 3 ? "Die Größe des Walfischs" : null);
        }
        add(BOB, "Walfisch of Bob", 3, random, "Walfisch of Bob");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static void add(Caller caller, String title, int messages, Random random, String one) {
        ChatRow chat = new ChatRow(Ids.next(), Owner.of(caller), 1_000);
        chat.title = title;
        new DatabaseShelf(database, Capacity.unlimited())
                .add(
                        chat,
                        book -> {
                            for (int i = 0; i < messages; i++) {
                                MessageRow row =
                                        new MessageRow(
                                                Ids.next(),
                                                chat.id,
                                                null,
                                                "user",
                                                Ids.ordinal(1_000),
                                                1_000);
                                row.content = text(random) + (one != null && i == 1 ? one : "");
                                book.add(row);
                            }
                        });
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        while (text.length() < 1_000) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.toString();
    }

    private static List<Search.Hit> find(String query) {
        return search.find(ALICE, query, 50, null).items();
    }

    @ParameterizedTest
    @CsvSource({"walfisch", "WALFISCH", "grosse wal", "größe", "groß", "walfischs"})
    void oneOfTenThousandIsFoundInTime(String query) {
        find(query);
        find(query);
        // What this thread worked, not what others on the machine did meanwhile.
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begun = threads.getCurrentThreadCpuTime();
        List<Search.Hit> hits = find(query);
        Duration took = Duration.ofNanos(threads.getCurrentThreadCpuTime() - begun);
        assertThat(hits).hasSize(1);
        assertThat(hits.get(0).title()).isEqualTo("Chat number 3");
        assertThat(took).isLessThan(Duration.ofMillis(200));
    }

    @Test
    void theHitIsMarkedInItsExcerpt() {
        List<Excerpt.Piece> excerpt = find("grosse walfisch").get(0).excerpt();
        assertThat(
                        excerpt.stream()
                                .filter(Excerpt.Piece::hit)
                                .map(Excerpt.Piece::text)
                                .collect(Collectors.joining("|")))
                .isEqualTo("Größe|Walfisch");
        assertThat(excerpt.get(0).text()).isEqualTo("…");
        assertThat(excerpt.stream().mapToInt(piece -> piece.text().length()).sum()).isLessThan(300);
    }

    @Test
    void titlesComeFirstAndOthersChatsNever() {
        assertThat(find("number 42").get(0).message()).isNull();
        assertThat(find("Bob")).isEmpty();
        assertThat(search.find(BOB, "walfisch", 50, null).items()).hasSize(2);
    }

    @Test
    void pagesFollowEachOtherWithoutLossOrDouble() {
        Lists.Part<Search.Hit> part = search.find(ALICE, "light evening", 300, null);
        java.util.Set<String> all = new java.util.HashSet<>();
        int parts = 0;
        while (true) {
            for (Search.Hit hit : part.items()) {
                assertThat(all.add(hit.message())).isTrue();
            }
            parts++;
            if (part.next() == null) {
                break;
            }
            part = search.find(ALICE, "light evening", 300, part.next());
        }
        assertThat(all).hasSizeGreaterThan(9_000);
        assertThat(parts).isGreaterThan(20);
    }

    @Test
    void oddQueriesAreAnswered() {
        assertThat(find("")).isEmpty();
        assertThat(find("zzz%_'\"")).isEmpty();
        assertThat(find("🐳")).isEmpty();
        assertThat(find("e")).isNotEmpty();
        assertThatThrownBy(() -> find("x".repeat(201))).isInstanceOf(ChatProblem.class);
        assertThatThrownBy(() -> search.find(ALICE, "x", 0, null)).isInstanceOf(ChatProblem.class);
        assertThatThrownBy(() -> search.find(ALICE, "x", 5, "y")).isInstanceOf(ChatProblem.class);
    }
}
