package dev.keyhaul.pkcs11.session;

/** What came of a trial of something that the token must refuse. */
public enum TrialOutcome {
    /** The token refused it because of the key's attributes: its return value says so. */
    REFUSED,
    /** It failed for another reason, such as a function that the token lacks. */
    NOT_SHOWN,
    /** The token did it. */
    ALLOWED
}
