package dev.corral.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.exchange.StreamedBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where files go, and where models are made of them. */
class BlobHomesTest {

    private static final String A = "sha256:" + "a".repeat(64);
    private static final String B = "sha256:" + "b".repeat(64);
    private static final List<String> BOTH = List.of("one", "two");

    private final BlobHomes homes = new BlobHomes();

    private String file(String caller, String digest, List<String> candidates) {
        return homes.forFile(caller, BlobHomes.digests(digest), candidates, 1);
    }

    @Test
    void digestsAreFoundInAnySpelling() {
        assertThat(BlobHomes.digests("{\"files\":{\"x\":\"sha256-" + "A".repeat(64) + "\"}}"))
                .containsExactly(A);
        assertThat(BlobHomes.digests("sha256:abc")).isEmpty();
    }

    @Test
    void allFilesOfOneCallerGoToOnePlaceThoughAnotherComesBackMeanwhile() {
        assertThat(file("x", A, List.of("two"))).isEqualTo("two");
        homes.told("two", Set.of(A), true);
        assertThat(file("x", B, BOTH)).isEqualTo("two");
        homes.told("two", Set.of(B), true);
        assertThat(homes.forModel("x", Set.of(A, B), BOTH, 2)).isEqualTo("two");
        assertThat(file("y", "sha256:" + "c".repeat(64), BOTH)).isEqualTo("one");
    }

    @Test
    void aFileIsAskedForWhereItIsAndForgottenWhereItIsNot() {
        homes.told("two", Set.of(A), true);
        assertThat(file("x", A, BOTH)).isEqualTo("two");
        homes.told("two", Set.of(A), false);
        assertThat(file("y", A, BOTH)).isEqualTo("one");
    }

    @Test
    void aModelIsMadeWhereMostOfItsFilesAre() {
        homes.told("one", Set.of(A), true);
        homes.told("two", Set.of(A, B), true);
        assertThat(homes.forModel("x", Set.of(A, B), BOTH, 1)).isEqualTo("two");
        assertThat(homes.forModel("x", Set.of(A), BOTH, 1)).isEqualTo("one");
        assertThat(homes.forModel("x", Set.of(), BOTH, 1)).isNull();
    }

    @Test
    void oneUploadFillsSeveralBodiesAndOneThatIsNotWantedHoldsUpNobody() throws IOException {
        long[] counted = new long[2];
        StreamedBody one = new StreamedBody(-1, n -> counted[0] += n);
        StreamedBody two = new StreamedBody(-1, n -> counted[1] += n);
        ByteArrayInputStream in = new ByteArrayInputStream(new byte[40_000]);
        StreamedBody.Source source =
                new StreamedBody.Source() {
                    @Override
                    public boolean ready() {
                        return true;
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) {
                        return in.read(bytes, offset, length);
                    }
                };
        Copies copies = new Copies(List.of(one, two));
        two.discard();
        assertThat(copies.fill(source)).isEqualTo(StreamedBody.Stop.AT_END);
        assertThat(counted[0]).isEqualTo(40_000);
        assertThat(one.available()).isEqualTo(40_000);
        one.discard();
        in.reset();
        assertThat(copies.fill(source)).isEqualTo(StreamedBody.Stop.UNWANTED);
    }
}
