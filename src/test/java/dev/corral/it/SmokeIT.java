package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
@Tag("attack")
class SmokeIT extends CorralIT {

    @Test
    void serverAnswersUnderTheContextPath() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(url("/nothing-is-here")).build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
    }
}
