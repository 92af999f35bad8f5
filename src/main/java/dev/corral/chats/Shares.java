package dev.corral.chats;

import jakarta.persistence.EntityManager;

/** Links to chats for others. */
final class Shares {

    private Shares() {}

    static void remove(EntityManager manager, String chat) {
        manager.createQuery(
                        "DELETE FROM ReaderRow r WHERE r.share IN"
                                + " (SELECT s.id FROM ShareRow s WHERE s.chat = :chat)")
                .setParameter("chat", chat)
                .executeUpdate();
        manager.createQuery("DELETE FROM ShareRow s WHERE s.chat = :chat")
                .setParameter("chat", chat)
                .executeUpdate();
    }
}
