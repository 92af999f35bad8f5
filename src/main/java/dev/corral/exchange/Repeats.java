package dev.corral.exchange;

import dev.corral.fleet.choice.Result;
import dev.corral.policy.Operation;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * When a request may go up once more, although it did so already. Pure, but for what a body says of
 * itself.
 */
final class Repeats {

    /** Operations that change nothing at a backend, so that doing them twice does no harm. */
    private static final Set<Operation> HARMLESS =
            EnumSet.of(
                    Operation.CHAT,
                    Operation.GENERATE,
                    Operation.EMBED,
                    Operation.TRANSCRIBE,
                    Operation.SHOW,
                    Operation.LIST,
                    Operation.PS,
                    Operation.VERSION,
                    Operation.BLOB_READ,
                    Operation.CLOUD_STATUS);

    private static final int MOST = 8;

    private Repeats() {}

    /**
     * Whether another try may follow one that ended like this before anything of an answer was
     * passed on.
     */
    static boolean mayFollow(
            UpstreamCall ended, Failure failure, Exchange.Terms terms, UpstreamRequest request) {
        boolean untouched = !ended.isSent();
        return switch (failure.kind()) {
            case REFUSED, DNS, CONNECT_TIMEOUT, TLS, RESET, GARBAGE, HUNG ->
                    (untouched || HARMLESS.contains(terms.operation()))
                            && bodyAgain(ended, request);
            default -> false;
        };
    }

    /** Whether the body, if there is one, can be had once more. */
    static boolean bodyAgain(UpstreamCall ended, UpstreamRequest request) {
        return request.body() == null || request.body().again() != null;
    }

    /**
     * Whether the connection was probably closed by the backend while nobody used it, so that the
     * same backend may be asked again.
     */
    static boolean isStale(
            UpstreamCall ended, UpstreamCall.Stage stage, Failure failure, Exchange.Tries tries) {
        return ended.isReused()
                && stage == UpstreamCall.Stage.ASKED
                && failure.kind() == Failure.Kind.RESET
                && !tries.stale();
    }

    /** Whether an answer of that status may be one that another backend would not give. */
    static boolean isDoubtful(int status, Exchange.Terms terms) {
        return switch (status) {
            case 500, 502, 503, 504 -> HARMLESS.contains(terms.operation());
            case 404 -> HARMLESS.contains(terms.operation()) && terms.model() != null;
            default -> false;
        };
    }

    /** Whether a whole answer of such a status is to be tried elsewhere. */
    static boolean isRefusal(HeldAnswer answer, Exchange.Tries tries, Exchange.Terms terms) {
        if (tries.number() >= MOST) {
            return false;
        }
        int status = answer.head().status();
        int before = tries.answer() == null ? 0 : tries.answer().head().status();
        return switch (status) {
            case 404 -> answer.text().toLowerCase(Locale.ROOT).contains("not found");
            // What two backends cannot do is probably the request's fault.
            case 500 -> before != 500;
            default -> true;
        };
    }

    /** What a broken try says about its backend. */
    static Result result(Failure failure) {
        return Result.of(
                switch (failure.kind()) {
                    case REFUSED, DNS, CONNECT_TIMEOUT, TLS -> Result.Kind.UNREACHABLE;
                    case RESET -> Result.Kind.CUT;
                    case GARBAGE -> Result.Kind.GARBAGE;
                    case SILENT, HUNG -> Result.Kind.SILENT;
                    default -> Result.Kind.LEFT;
                });
    }

    /** What a whole answer that is not passed on says about its backend. */
    static Result result(int status) {
        return Result.of(
                switch (status) {
                    case 404 -> Result.Kind.NO_MODEL;
                    case 503 -> Result.Kind.BUSY;
                    default -> Result.Kind.ERROR;
                });
    }
}
