package dev.corral.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:11434, http, 127.0.0.1, 11434, http://127.0.0.1:11434",
        "http://127.0.0.1:11434/, http, 127.0.0.1, 11434, http://127.0.0.1:11434",
        "HTTP://GPU1:11434, http, gpu1, 11434, http://gpu1:11434",
        "http://gpu1, http, gpu1, 80, http://gpu1",
        "http://gpu1:80/, http, gpu1, 80, http://gpu1",
        "https://ollama.example.com, https, ollama.example.com, 443, https://ollama.example.com",
        "https://ollama.example.com:8443, https, ollama.example.com, 8443, https://ollama.example.com:8443",
        "https://gpu1:80, https, gpu1, 80, https://gpu1:80",
        "http://my_ollama_1:11434, http, my_ollama_1, 11434, http://my_ollama_1:11434",
        "http://[::1]:11434, http, ::1, 11434, http://[::1]:11434",
        "http://[2001:DB8::7], http, 2001:db8::7, 80, http://[2001:db8::7]",
        "http://[::ffff:10.0.0.1]:1, http, ::ffff:10.0.0.1, 1, http://[::ffff:10.0.0.1]:1",
        "http://gpu1:65535, http, gpu1, 65535, http://gpu1:65535",
        "http://1.gpu.example:9, http, 1.gpu.example, 9, http://1.gpu.example:9",
        "http://xn--bcher-kva.example, http, xn--bcher-kva.example, 80, http://xn--bcher-kva.example",
    })
    void reads(String text, String scheme, String host, int port, String canonical) {
        BaseUrl url = BaseUrl.parse(text);
        assertThat(url).isEqualTo(new BaseUrl(scheme, host, port));
        assertThat(url).hasToString(canonical);
        assertThat(BaseUrl.parse(canonical)).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "gpu1:11434 | http:// is missing",
                "localhost | http:// is missing",
                "127.0.0.1:11434/api | http:// is missing",
                "http:gpu1 | no URL",
                "http:/gpu1:11434 | no URL",
                "//gpu1:11434 | no URL",
                "ftp://gpu1 | its scheme is ftp",
                "file:///etc/passwd | its scheme is file",
                "unix:///var/run/ollama.sock | its scheme is unix",
                "httpx://gpu1 | its scheme is httpx",
                "http:// | host is missing",
                "http:///api | host is missing",
                "http://:11434 | host is missing",
                "http://user@gpu1:11434 | user name or password",
                "http://user:secret@gpu1 | user name or password",
                "http://gpu1:11434/api | /api is added by clients and does not belong to the base URL; the root is http://gpu1:11434",
                "http://gpu1:11434/api/tags | /api is added",
                "http://gpu1:11434/v1 | /v1 is added",
                "http://gpu1:11434/v1/ | /v1 is added",
                "http://gpu1:11434/ollama | it has a path; the root is http://gpu1:11434",
                "http://gpu1:11434// | it has a path",
                "http://gpu1:11434/apis | it has a path",
                "http://gpu1:11434? | query or a fragment",
                "http://gpu1:11434/?a=b | query or a fragment",
                "http://gpu1:11434/# | query or a fragment",
                "http://0.0.0.0:11434 | an address to listen on",
                "http://0:11434 | an address to listen on",
                "http://[::]:11434 | an address to listen on",
                "http://[0:0:0:0:0:0:0:0]:11434 | an address to listen on",
                "http://::1:11434 | stands in brackets",
                "http://fe80::1 | stands in brackets, as in http://[fe80::1]:11434",
                "http://gpu1:11434:11434 | more than one colon",
                "http://[::1 | closing bracket",
                "http://[::1]11434 | only :PORT may follow",
                "http://[::1]: | port after the colon is missing",
                "http://[gpu1]:11434 | no IPv6 address",
                "http://[12345::]:1 | no IPv6 address",
                "http://[127.0.0.1]:1 | no IPv6 address",
                "http://[fe80::1%25eth0]:11434 | zone",
                "http://gpu1: | port after the colon is missing",
                "http://gpu1:0 | a port is a number",
                "http://gpu1:65536 | a port is a number",
                "http://gpu1:99999999 | no port",
                "http://gpu1:11434x | no port",
                "http://gpu1:-1 | no port",
                "http://gpu1:+80 | no port",
                "http://256.0.0.1 | no IPv4 address",
                "http://127.1:11434 | no IPv4 address",
                "http://0x7f000001 | no IPv4 address",
                "http://2130706433 | no IPv4 address",
                "http://0177.0.0.1 | no IPv4 address",
                "http://1.2.3.4.5 | no IPv4 address",
                "http://gpu1.:11434 | cannot be a host",
                "http://.gpu1:11434 | cannot be a host",
                "http://-gpu1:11434 | cannot be a host",
                "http://gpu..1a:11434 | cannot be a host",
                "http://gpu1%2f:11434 | cannot be a host",
                "http://gpu1*:11434 | cannot be a host",
                "http://bücher.example | not ASCII; write xn--bcher-kva.example",
                "http://gpu 1:11434 | a blank",
                "http:\\\\gpu1 | another character that no URL has",
                "http://gpu1\\@evil | another character that no URL has",
                "\"http://gpu1\" | quotation mark",
                "<http://gpu1> | another character",
            })
    void refuses(String text, String why) {
        assertThatThrownBy(() -> BaseUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "http://gpu1\t",
                "http://gpu1\r\nHost: evil",
                "http://gpu1\u0000",
                "http://gpu1\u007f"
            })
    void refusesBlanksAndControls(String text) {
        assertThatThrownBy(() -> BaseUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void neverRepeatsACredential() {
        assertThatThrownBy(() -> BaseUrl.parse("http://user:hunter2@gpu1"))
                .message()
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "gpu1:11434 | http://gpu1:11434",
                "localhost | http://localhost:11434",
                "127.0.0.1:11434/api | http://127.0.0.1:11434",
                "http:gpu1 | http://gpu1:11434",
                "http:/gpu1:11434 | http://gpu1:11434",
                "ftp://gpu1 | http://gpu1:11434",
                "http://user:secret@gpu1:1 | http://gpu1:1",
                "https://gpu1/v1 | https://gpu1",
                "http://gpu1:11434/api/tags?x=1#y | http://gpu1:11434",
                "http://0.0.0.0:11434 | http://127.0.0.1:11434",
                "http://0.0.0.0 | http://127.0.0.1:11434",
                "http://[::]:11434 | http://127.0.0.1:11434",
                "http://fe80::1 | http://[fe80::1]:11434",
                "::1 | http://[::1]:11434",
                "http://gpu1: | http://gpu1:11434",
                "\"http://gpu1:11434\" | http://gpu1:11434",
                "http://gpu 1:11434 | http://gpu1:11434",
                "http:\\\\gpu1:11434 | http://gpu1:11434",
            })
    void suggestsWhatWasMeant(String text, String suggestion) {
        assertThat(BaseUrl.suggest(text)).map(BaseUrl::toString).contains(suggestion);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://", "://", "http://256.1.1.1:1", "???", "http://*"})
    void suggestsNothingWhereNobodyCouldSay(String text) {
        assertThat(BaseUrl.suggest(text)).isEmpty();
    }
}
