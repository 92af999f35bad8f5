package dev.corral.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a process and its children use, read from {@code /proc} (Linux, proc(5)). */
record Usage(ProcessHandle process) {

    private static final double TICKS_PER_SECOND = 100;

    private List<ProcessHandle> all() {
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }

    double cpuSeconds() throws IOException {
        double ticks = 0;
        for (ProcessHandle one : all()) {
            String stat = Files.readString(Path.of("/proc/" + one.pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    double residentMegabytes() throws IOException {
        return sum("VmRSS:") / 1024.0;
    }

    /** The most that was resident since {@link #forgetPeak}. */
    double peakMegabytes() throws IOException {
        return sum("VmHWM:") / 1024.0;
    }

    int threads() throws IOException {
        return (int) sum("Threads:");
    }

    void forgetPeak() throws IOException {
        for (ProcessHandle one : all()) {
            Files.writeString(Path.of("/proc/" + one.pid() + "/clear_refs"), "5");
        }
    }

    private long sum(String field) throws IOException {
        long sum = 0;
        for (ProcessHandle one : all()) {
            for (String line : Files.readAllLines(Path.of("/proc/" + one.pid() + "/status"))) {
                if (line.startsWith(field)) {
                    sum += Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        }
        return sum;
    }
}
