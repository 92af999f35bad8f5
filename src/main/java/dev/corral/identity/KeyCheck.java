package dev.corral.identity;

/** Finds the owner of an API key. Any thread may use it. */
interface KeyCheck {

    /**
     * Who a key belongs to.
     *
     * @param secret what was sent as a key
     * @param inPath whether it stood in the path
     * @param address where the request came from, for the key's last use
     * @param names the role names configured now
     * @throws Refusal 401 with a reason for the owner
     */
    Caller caller(String secret, boolean inPath, String address, RoleNames names) throws Refusal;
}
