package dev.corral.fleet;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a backend told last about its models. Immutable; names are canonical.
 *
 * @param version what it calls itself, or null as long as it has not told
 * @param disk the models on its disk, or null as long as it has not told
 * @param diskAt when it told them ({@link System#nanoTime()})
 * @param memory the models in its memory, those that are loading too, or null as long as it has not
 *     told
 * @param memoryAt when it told them
 * @param clockAhead by how many seconds its clock is ahead of ours; 0 if that is not known
 */
public record Contents(
        String version,
        Map<String, OnDisk> disk,
        long diskAt,
        List<InMemory> memory,
        long memoryAt,
        long clockAhead) {

    /** Nothing is known. */
    static final Contents UNKNOWN = new Contents(null, null, 0, null, 0, 0);

    /**
     * A model on a disk.
     *
     * @param digest of its manifest; may be empty
     * @param bytes its size
     * @param remote whether it only stands for a model on another host
     */
    public record OnDisk(String digest, long bytes, boolean remote) {}

    /**
     * A model in memory.
     *
     * @param model its name
     * @param digest of its manifest; may be empty
     * @param bytes the memory that it takes
     * @param vram how much of it is the graphics card's
     * @param context its context length in tokens; 0 if not known
     * @param until when it leaves, by our clock; null if not known
     * @param stamp when it leaves, as the backend wrote it
     */
    public record InMemory(
            String model,
            String digest,
            long bytes,
            long vram,
            long context,
            Instant until,
            String stamp) {}

    public Contents {
        disk = disk == null ? null : Map.copyOf(disk);
        memory = memory == null ? null : List.copyOf(memory);
    }

    /** Whether it told that a model of this canonical name is on its disk. */
    public boolean has(String model) {
        return disk != null && disk.containsKey(model);
    }

    /** Whether it told its models and this one was none of them. */
    public boolean lacks(String model) {
        return disk != null && !disk.containsKey(model);
    }

    Contents withDisk(Map<String, OnDisk> told, long now) {
        return new Contents(version, told, now, memory, memoryAt, clockAhead);
    }

    Contents withMemory(List<InMemory> told, long now) {
        return new Contents(version, disk, diskAt, told, now, clockAhead);
    }

    Contents withVersion(String told, long ahead) {
        return new Contents(told, disk, diskAt, memory, memoryAt, ahead);
    }
}
