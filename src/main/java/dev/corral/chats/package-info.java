/**
 * Conversations of the page: chats as trees of messages, folders, prompts, presets, search,
 * sharing, export and import. An answer belongs to the server: {@link dev.corral.chats.Answer} is a
 * sink of {@code exchange} that remembers, so that it goes on when the tab closes; {@link
 * dev.corral.chats.Channel} tells readers what is new, and {@link dev.corral.chats.Saver} writes
 * growing text once a second. Whose a thing is, is asked in one place, {@link
 * dev.corral.chats.Owner}. No servlet type is known here, and no text of a chat is logged.
 */
package dev.corral.chats;
