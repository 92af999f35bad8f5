package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A backup made in the page, looked at and not restored. */
@Timeout(180)
class DataPageIT extends PageIT {

    @Test
    void aBackupIsMadeLookedAtAndDeleted() throws Exception {
        signIn("/app/settings/", ItUser.ADMIN);
        browser.click(".tabs a[href='#data']");
        browser.awaitTrue("document.querySelector('.data-facts')");
        browser.click("[aria-labelledby=data-backups] .primary");
        browser.awaitTrue(
                "document.querySelector('#data-job') && document.querySelector('#data-job').textContent === 'The backup is complete'");
        browser.click("[aria-labelledby=data-backups] li button");
        assertThat(browser.text(".data-warnings")).contains("It replaces everything");
        browser.click("[aria-labelledby=data-restore] .acts-row .btn:not(.danger)");
        browser.awaitTrue("document.querySelector('#data-file').offsetParent");
        browser.click("[aria-labelledby=data-backups] li .btn.plain");
        browser.click("dialog .danger");
        browser.awaitTrue("!document.querySelector('dialog')");
        assertNoComplaints();
    }
}
