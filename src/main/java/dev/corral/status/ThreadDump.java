package dev.corral.status;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What every thread of the process is doing. */
final class ThreadDump {

    private static final int DEEPEST = 40;

    private ThreadDump() {}

    static String text() {
        StringBuilder text = new StringBuilder();
        List<Map.Entry<Thread, StackTraceElement[]>> all =
                Thread.getAllStackTraces().entrySet().stream()
                        .sorted(Comparator.comparing(entry -> entry.getKey().getName()))
                        .toList();
        for (Map.Entry<Thread, StackTraceElement[]> entry : all) {
            Thread thread = entry.getKey();
            text.append('"')
                    .append(thread.getName())
                    .append("\" ")
                    .append(thread.getState())
                    .append(thread.isDaemon() ? " daemon" : "")
                    .append('\n');
            StackTraceElement[] frames = entry.getValue();
            for (int i = 0; i < Math.min(frames.length, DEEPEST); i++) {
                text.append("    at ").append(frames[i]).append('\n');
            }
            text.append('\n');
        }
        return text.toString();
    }
}
