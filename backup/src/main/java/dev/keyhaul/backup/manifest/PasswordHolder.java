package dev.keyhaul.backup.manifest;

import dev.keyhaul.core.key.WrapMethod;

/** Who knows a password; a copy has at most one. */
public record PasswordHolder() implements Recipient {
    /** The only identity: nothing of a password is written down. */
    public static final String IDENTITY = "password";

    @Override
    public String identity() {
        return IDENTITY;
    }

    @Override
    public boolean opens(WrapMethod method) {
        return method == WrapMethod.ENCRYPTED_PKCS8;
    }

    @Override
    public boolean outlivesAPerson() {
        return false;
    }

    @Override
    public boolean isTestedWhenMade() {
        return true;
    }

    @Override
    public String describe() {
        return "whoever knows the password";
    }
}
