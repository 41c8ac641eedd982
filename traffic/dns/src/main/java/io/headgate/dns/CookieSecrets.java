package io.headgate.dns;

import org.jspecify.annotations.Nullable;

/**
 * What server cookies are made with. All servers behind one address need the same, and change them at about the same time
 * (RFC 9018, section 5): first everywhere as {@code accepted}, then as {@code current} with the old one accepted, then alone an hour later.
 *
 * @param current makes cookies and accepts them; 16 octets
 * @param accepted only accepts them; 16 octets, null for none
 */
public record CookieSecrets(Octets current, @Nullable Octets accepted) {
    /** Octets of a secret. */
    public static final int OCTETS = SipHash.KEY_OCTETS;

    /** Checks lengths. */
    public CookieSecrets {
        check(current);
        if (accepted != null) {
            check(accepted);
        }
    }

    private static void check(Octets secret) {
        if (secret.length() != OCTETS) {
            throw new IllegalArgumentException("secret: " + secret.length() + " octets (expected: " + OCTETS + ")");
        }
    }

    /** Says nothing of the secrets. */
    @Override
    public String toString() {
        return "CookieSecrets";
    }
}
