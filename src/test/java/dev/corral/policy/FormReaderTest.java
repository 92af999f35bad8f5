package dev.corral.policy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormReaderTest {
    private static final String TYPE = "multipart/form-data; boundary=xYz";
    private static final String MODEL = part("name='model'", "llama3");
    private static final String FILE =
            part("name='file'; filename='a;b=c.wav'", "RIFF\0\u00ff\r\n--xY\r\n--");

    private static String part(String parameters, String content) {
        return "--xYz|Content-Disposition: form-data; " + parameters + "||" + content + "|";
    }

    @Test
    void findsTheModelWhereverItStands() throws BadBody {
        assertThat(model(MODEL + FILE + "--xYz--|")).isEqualTo("llama3:latest");
        assertThat(model(FILE + MODEL + "--xYz--")).isEqualTo("llama3:latest");
        assertThat(
                        model(
                                FILE
                                        + part("name=model", "A:b")
                                        + part("name='language'", "")
                                        + "--xYz--|"))
                .isEqualTo("a:b");
        assertThat(model("--xYz|content-disposition:form-data;NAME='model'|X-Any: y||m|--xYz--|"))
                .isEqualTo("m:latest");
        assertThat(
                        model(
                                "--xYz|Content-Disposition: form-data; name='model'|Content-Type: text/plain||m|--xYz--|"))
                .isEqualTo("m:latest");
        assertThat(model(part("name='f'; filename*=utf-8''a", "x") + MODEL + "--xYz--|"))
                .isEqualTo("llama3:latest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=\"xYz\"",
                "Multipart/Form-Data;Boundary=xYz",
                "multipart/form-data; boundary=xYz; charset=utf-8"
            })
    void takesTheBoundaryAsClientsWriteIt(String type) throws BadBody {
        assertThat(FormReader.modelOf(type, bytes(MODEL + "--xYz--|")).canonical())
                .isEqualTo("llama3:latest");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            nullValues = "-",
            value = {
                "-",
                "''",
                "application/json",
                "multipart/form-data",
                "multipart/mixed; boundary=xYz",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; boundary=xYz; boundary=abc",
                "multipart/form-data; boundary=\"x Y\"",
                "multipart/form-data; boundary=\"xY\\z\"",
                "multipart/form-data; boundary=other",
                "multipart/form-data; boundary*=xYz",
                "application/x-www-form-urlencoded; boundary=xYz"
            })
    void refusesOtherLabels(String type) {
        assertThatThrownBy(() -> FormReader.modelOf(type, bytes(MODEL + "--xYz--|")))
                .isInstanceOf(BadBody.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--xYz--|",
                "<M><F>--xYz",
                "<M><F>",
                "<M>",
                "preamble|<M>--xYz--|",
                "|<M>--xYz--|",
                "<M>--xYz--|epilogue",
                "<M>--xYz--||",
                "<M><M>--xYz--|",
                "<M>--xYz|Content-Disposition: form-data; name='Model'||other|--xYz--|",
                "<M>--xYz|Content-Disposition: form-data; name='model'; filename=''||other|--xYz--|",
                "<M>--xYz|Content-Disposition: form-data; name='model'; filename='f'||other|--xYz--|",
                "--xYz|Content-Disposition: form-data; name='model'||--xYz--|",
                "--xYz|Content-Disposition: form-data; name='model'||--xYz|Content-Disposition: form-data; name='x'||m|--xYz--|",
                "--xYz |Content-Disposition: form-data; name='model'||m|--xYz--|",
                "--xYz\nContent-Disposition: form-data; name='model'\n\nm\n--xYz--\n",
                "--xYzContent-Disposition: form-data; name='model'||m|--xYz--|",
                "<M>--xYzz|Content-Disposition: form-data; name='x'||m|--xYz--|",
                "--xYz|Content-Disposition: form-data; name='model'|Content-Transfer-Encoding: quoted-printable||=6d|--xYz--|",
                "--xYz|Content-Disposition: form-data; name='model'|Content-Transfer-Encoding: base64||bQ==|--xYz--|",
                "--xYz|Content-Disposition: form-data; name='x'|Content-Disposition: form-data; name='model'||m|--xYz--|",
                "--xYz|Content-Disposition: form-data; name='x'; name='model'||m|--xYz--|",
                "--xYz|Content-Disposition: form-data; name*=utf-8''model||m|--xYz--|",
                "--xYz|Content-Disposition: form-data; name='mod\\el'||m|--xYz--|",
                "--xYz|Content-Disposition: form-data;| name='model'||m|--xYz--|",
                "--xYz|Content-Disposition: attachment; name='model'||m|--xYz--|",
                "--xYz|Content-Disposition: form-data||m|--xYz--|",
                "--xYz|Content-Disposition : form-data; name='model'||m|--xYz--|",
                "--xYz|Content-Type: text/plain||m|--xYz--|",
                "--xYz|no header||m|--xYz--|",
                "--xYz|Content-Disposition: form-data; name='model'|m|--xYz--|",
                "--xYz|Content-Disposition: form-data; name='model'||../m|--xYz--|",
                "--xYz|Content-Disposition: form-data; name='model'|| m|--xYz--|",
                "--xYz|Content-Disposition: form-data; name='model'|||--xYz--|",
                "<F>--xYz--|"
            })
    void refusesWhatCouldBeCutOtherwise(String form) {
        String text = form.replace("<M>", MODEL).replace("<F>", FILE);
        assertThatThrownBy(() -> FormReader.modelOf(TYPE, bytes(text))).isInstanceOf(BadBody.class);
    }

    @Test
    void boundsThePartsAndTheHeaders() {
        String parts = part("name='x'", "y").repeat(101) + MODEL + "--xYz--|";
        assertThatThrownBy(() -> FormReader.modelOf(TYPE, bytes(parts)))
                .hasMessageContaining("parts");
        String header =
                "--xYz|X: "
                        + "y".repeat(3000)
                        + "|Content-Disposition: form-data; name='model'||m|--xYz--|";
        assertThatThrownBy(() -> FormReader.modelOf(TYPE, bytes(header)))
                .isInstanceOf(BadBody.class);
    }

    @Test
    void aLargeFileIsSkipped() throws BadBody {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                bytes(
                        "--xYz|Content-Disposition: form-data; name='file'; filename='\u00e4.wav'||"));
        out.writeBytes(new byte[5_000_000]);
        out.writeBytes(bytes("|" + MODEL + "--xYz--|"));
        assertThat(FormReader.modelOf(TYPE, out.toByteArray()).canonical())
                .isEqualTo("llama3:latest");
    }

    private static String model(String form) throws BadBody {
        return FormReader.modelOf(TYPE, bytes(form)).canonical();
    }

    private static byte[] bytes(String text) {
        String form = text.replace("|", "\r\n").replace('\'', '"').replace("utf-8\"\"", "utf-8''");
        return form.getBytes(form.indexOf('\u00ff') >= 0 ? ISO_8859_1 : UTF_8);
    }
}
