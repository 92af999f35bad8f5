package dev.corral.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerSignsTest {

    @TempDir Path root;

    private ContainerSigns find(Map<String, String> environment) {
        return ContainerSigns.find(root, environment::get);
    }

    private void file(String name, String text) throws IOException {
        Files.createDirectories(root.resolve(name).getParent());
        Files.writeString(root.resolve(name), text);
    }

    @Test
    void aMachine() throws IOException {
        file("proc/1/cgroup", "0::/init.scope\n");
        assertThat(find(Map.of("container", "")))
                .isEqualTo(new ContainerSigns("no", "unknown", java.util.List.of()));
    }

    @Test
    void oneSignAloneIsPerhaps() throws IOException {
        file(".dockerenv", "");
        assertThat(find(Map.of()).answer()).isEqualTo("perhaps");
        assertThat(find(Map.of()).evidence()).containsExactly("the file /.dockerenv");
    }

    @Test
    void docker() throws IOException {
        file(".dockerenv", "");
        file("proc/1/cgroup", "12:cpu:/docker/abc\n");
        assertThat(find(Map.of()))
                .extracting(ContainerSigns::answer, ContainerSigns::engine)
                .containsExactly("yes", "docker");
    }

    @Test
    void podman() throws IOException {
        file("run/.containerenv", "");
        assertThat(find(Map.of("container", "podman")))
                .extracting(ContainerSigns::answer, ContainerSigns::engine)
                .containsExactly("yes", "podman");
    }

    @Test
    void kubernetes() throws IOException {
        file("proc/1/cgroup", "1:name=systemd:/kubepods/burstable/pod1\n");
        ContainerSigns signs = find(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"));
        assertThat(signs)
                .extracting(ContainerSigns::answer, ContainerSigns::engine)
                .containsExactly("yes", "kubernetes");
        assertThat(signs.evidence()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false, false",
        "10.1.2.3, false, false",
        "8.8.8.8, false, true",
        "192.168.1.1, false, false",
        "172.16.0.1, false, false",
        "172.32.0.1, false, true",
        "100.64.0.1, false, false",
        "100.128.0.1, false, true",
        "fd12:3456::1, false, false",
        "2001:db8::1, false, true",
        "::1, false, false",
        "169.254.0.1, true, true",
        "169.254.169.254, true, true",
        "::ffff:169.254.169.254, true, true",
        "64:ff9b::a9fe:a9fe, true, true",
        "64:ff9b::0a01:0203, false, false",
        "fe80::1, true, true",
        "fd00:ec2::254, true, true",
        "0.0.0.0, true, true",
        "::, true, true",
        "224.0.0.1, true, true",
        "ff02::1, true, true",
        "255.255.255.255, true, true",
    })
    void addressesThatMayBeAsked(String address, boolean refused, boolean refusedOffline)
            throws IOException {
        assertThat(AddressRules.refusal(InetAddress.getByName(address), false).isPresent())
                .isEqualTo(refused);
        assertThat(AddressRules.refusal(InetAddress.getByName(address), true).isPresent())
                .isEqualTo(refusedOffline);
    }
}
