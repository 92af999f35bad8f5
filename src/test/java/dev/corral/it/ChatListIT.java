package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The list of chats at the side. */
@Timeout(180)
class ChatListIT extends ChattingIT {

    private static final String FOLDER =
            "[...document.querySelectorAll('.folder-row')].find(row => row.textContent.includes('Of the test'))";

    @Test
    void aChatIsDraggedToAFolderAndBackByItsMenu() throws Exception {
        upstream.on("POST", "/api/chat", exchange -> answer(exchange, "A word."));
        signIn("/app/", ItUser.JUERGEN);
        browser.click("[aria-label='More ways to begin']");
        press("New folder");
        browser.type("dialog input", "Of the test");
        press("Save");
        browser.awaitTrue(FOLDER);
        ask("To be dragged.");
        browser.awaitTrue("document.querySelector('.item.here a')");
        browser.awaitTrue(IDLE);
        browser.script(
                "const data = new DataTransfer(); const fire = (type, el) => el.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));"
                        + "fire('dragstart', document.querySelector('.item.here a')); const folder = "
                        + FOLDER
                        + "; window.taken = !fire('dragover', folder); fire('drop', folder);");
        assertThat(browser.script("return window.taken").asBoolean()).isTrue();
        browser.awaitTrue(FOLDER + "?.querySelector('.item.here')");

        browser.click("#top [aria-haspopup=true]");
        press("Move to folder");
        press("No folder");
        browser.awaitTrue("!" + FOLDER + ".querySelector('.item.here')");
        browser.awaitTrue("document.querySelector('.item.here')");
        browser.script(FOLDER + ".querySelector('.item-more').click()");
        press("Delete folder");
        browser.click("dialog .danger");
        browser.awaitTrue("!" + FOLDER);
        assertNoComplaints();
    }
}
