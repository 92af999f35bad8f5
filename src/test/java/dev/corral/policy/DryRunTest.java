package dev.corral.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DryRunTest {

    private static final Subject ALICE = subject("alice");
    private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

    private final Time time = new Time();
    private final RecentRequests recent = new RecentRequests(time);

    private static final class Time extends Clock {
        private Instant now = START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static Subject subject(String name) {
        return new Subject(name, Set.of("user"), Set.of(), Set.of("ollama"));
    }

    private static Facts of(Operation operation, String model) {
        return Facts.of(operation, ModelName.parse(model), 0);
    }

    private void note(Subject subject, Operation operation, String model) {
        time.now = time.now.plusSeconds(1);
        recent.note(subject, of(operation, model));
    }

    private static Policy chatOnlyWith(String model) throws InvalidPolicy {
        return Policy.parse(
                "{\"version\":1,\"rules\":[{\"id\":\"one\",\"effect\":\"allow\",\"who\":{\"everyone\":true},"
                        + "\"what\":[\"chat\",\"push\"],\"models\":[\""
                        + model
                        + "\"]}]}");
    }

    @Test
    void countsWhatWouldChangeAndPutsAlikeRequestsTogether() throws Exception {
        note(ALICE, Operation.CHAT, "a");
        note(ALICE, Operation.CHAT, "b");
        note(ALICE, Operation.CHAT, "B:latest");
        note(subject("bob"), Operation.PUSH, "a");
        DryRun run = DryRun.of(Policy.shipped(), chatOnlyWith("a"), recent);
        assertThat(run.requests()).isEqualTo(4);
        assertThat(run.since()).isEqualTo(START.plusSeconds(1));
        assertThat(run.newlyRefused()).isEqualTo(2);
        assertThat(run.newlyAllowed()).isEqualTo(1);
        assertThat(run.changes()).hasSize(2);
        DryRun.Change most = run.changes().get(0);
        assertThat(most.subject()).isEqualTo(ALICE);
        assertThat(most.model()).isEqualTo("b:latest");
        assertThat(most.count()).isEqualTo(2);
        assertThat(most.last()).isEqualTo(START.plusSeconds(3));
        assertThat(most.before().allowed()).isTrue();
        assertThat(most.after().ruleId()).isEqualTo(Decision.DEFAULT);
        assertThat(run.changes().get(1).subject().name()).isEqualTo("bob");
        assertThat(run.changes().get(1).after().ruleId()).isEqualTo("one");
    }

    @Test
    void withoutRequestsNothingChanges() throws Exception {
        DryRun run = DryRun.of(Policy.shipped(), chatOnlyWith("a"), recent);
        assertThat(run).isEqualTo(new DryRun(0, null, 0, 0, List.of(), Set.of()));
    }

    @Test
    void namesGroupsThatNobodyWasAskedAbout() throws Exception {
        Policy now = groups("lab", "interns");
        assertThat(DryRun.of(now, groups("lab", "guests"), recent).newGroups())
                .containsExactly("guests");
    }

    private static Policy groups(String one, String other) throws InvalidPolicy {
        return Policy.parse(
                "{\"version\":1,\"rules\":[{\"id\":\"one\",\"effect\":\"allow\",\"who\":{\"groups\":[\""
                        + one
                        + "\",\""
                        + other
                        + "\"]},\"what\":[\"chat\"]}]}");
    }

    @Test
    void aRequestIsForgottenAfterADay() {
        note(ALICE, Operation.CHAT, "a");
        time.now = time.now.plus(Duration.ofHours(23));
        note(ALICE, Operation.CHAT, "b");
        recent.forgetOld(System.nanoTime() + Duration.ofMinutes(2).toNanos());
        assertThat(recent.ofLastDay()).hasSize(2);
        time.now = time.now.plus(Duration.ofHours(2));
        assertThat(recent.ofLastDay()).hasSize(1);
        recent.forgetOld(System.nanoTime() + Duration.ofMinutes(4).toNanos());
        time.now = START;
        assertThat(recent.ofLastDay()).as("gone from memory").hasSize(1);
    }

    @Test
    void theOldestGiveWay() {
        for (int i = 0; i < RecentRequests.MOST + 10; i++) {
            note(ALICE, Operation.CHAT, "a");
        }
        assertThat(recent.ofLastDay())
                .hasSize(RecentRequests.MOST)
                .allMatch(past -> past.time().isAfter(START.plusSeconds(10)));
    }
}
