package dev.corral.chats;

import jakarta.persistence.EntityManager;

/** Keeps what search knows of messages in step with them. */
final class Traces {

    private Traces() {}

    static void put(EntityManager manager, String ownerId, MessageRow message) {
        byte[] grams = Grams.of(message.content);
        TraceRow row = manager.find(TraceRow.class, message.id);
        if (row == null) {
            manager.persist(
                    new TraceRow(message.id, message.chat, ownerId, message.ordinal, grams));
        } else {
            row.grams = grams;
        }
    }

    static void remove(EntityManager manager, String message) {
        manager.createQuery("DELETE FROM TraceRow t WHERE t.message = :id")
                .setParameter("id", message)
                .executeUpdate();
    }
}
