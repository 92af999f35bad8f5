/**
 * One request to a model, from the decision to the last byte: the upstream call, backpressure,
 * timeouts, the table of failures and the single {@link dev.corral.exchange.Exchange#terminate}. A
 * {@link dev.corral.exchange.Sink} is what an answer flows into; the servlet side and the page's
 * chats are two of them. No servlet type is known here.
 */
package dev.corral.exchange;
