package dev.corral.chats;

import static dev.corral.chats.ChatFixture.ALICE;
import static dev.corral.chats.ChatFixture.BOB;
import static dev.corral.chats.ChatFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.store.Database;
import dev.corral.store.StoreFixture;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@Tag(StoreFixture.DATABASE)
class PromptsTest {

    private static final String LONG = "x".repeat(Limits.PROMPT);

    private static ObjectNode prompt(String name, String text, boolean shared) {
        ObjectNode prompt = (ObjectNode) json("{}");
        return prompt.put("name", name).put("text", text).put("shared", shared);
    }

    @Test
    void nobodyFillsThePromptsOfOthers(@TempDir Path folder) throws Exception {
        try (Database database = StoreFixture.open(folder);
                ChatFixture chats = new ChatFixture(database)) {
            Prompts prompts = chats.room.prompts();
            prompts.create(BOB, prompt("zebra", "mine", false));
            int each = (int) (Limits.PROMPTS_SHARED_TEXT / Limits.PROMPT);
            for (int i = 0; i < each; i++) {
                prompts.create(ALICE, prompt("!" + i, LONG, true));
            }
            assertThatThrownBy(() -> prompts.create(ALICE, prompt("!x", "one more", true)))
                    .hasMessageContaining("share fewer");
            Prompts.Prompt own = prompts.create(ALICE, prompt("own", "not shared", false));
            assertThatThrownBy(
                            () ->
                                    prompts.change(
                                            ALICE, own.id(), json("{'version':1,'shared':true}")))
                    .hasMessageContaining("share fewer");
            for (int n = 0; n * Limits.PROMPTS_SHARED_TEXT <= Limits.PROMPTS_LISTED_TEXT; n++) {
                Caller other = Caller.of("other" + n, Set.of(Role.USER), Via.SESSION);
                for (int i = 0; i < each; i++) {
                    prompts.create(other, prompt("#" + n, LONG, true));
                }
            }
            assertThat(prompts.list(BOB).stream().mapToLong(one -> one.text().length()).sum())
                    .isLessThanOrEqualTo(Limits.PROMPTS_LISTED_TEXT + 4);
            assertThat(prompts.list(BOB)).extracting(Prompts.Prompt::name).endsWith("zebra");
        }
    }

    @Test
    void promptsOfOnePersonAreBoundedTogether(@TempDir Path folder) throws Exception {
        try (Database database = StoreFixture.open(folder);
                ChatFixture chats = new ChatFixture(database)) {
            Prompts prompts = chats.room.prompts();
            for (int i = 0; i < Limits.PROMPTS_TEXT / Limits.PROMPT; i++) {
                prompts.create(ALICE, prompt("p" + i, LONG, false));
            }
            assertThatThrownBy(() -> prompts.create(ALICE, prompt("p", "one more", false)))
                    .hasMessageContaining("together");
        }
    }
}
