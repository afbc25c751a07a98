package dev.keyhaul.ceremony.page;

/** The classes that the page's style sheet knows, by their names in lower case. */
enum Style {
    BAD,
    BLANK,
    BOX,
    CARD,
    CARDS,
    CLAIMS,
    CODE,
    DONE,
    FAILED,
    FINGERPRINT,
    GOOD,
    KICKER,
    LINE,
    MUTED,
    NUMBER,
    OPEN,
    RECORD,
    RECORDS,
    REFUSED,
    ROOM,
    SIGN,
    SMALL,
    STEPS,
    SUB,
    VALUE,
    WAITING,
    WIDE
}
