package dev.corral.exchange;

/**
 * What who asks wishes about where and when.
 *
 * @param batch whether the request may stand behind all that do not say so
 * @param only the name of the one backend that it must go to, or null
 */
public record Wishes(boolean batch, String only) {

    /** No wishes. */
    public static final Wishes NONE = new Wishes(false, null);
}
