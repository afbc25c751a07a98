package dev.keyhaul.ceremony.page;

/**
 * The size of the paper that a page is printed on.
 *
 * @since 0.1.0
 */
public enum Paper {
    /** The printer's own. */
    ANY(""),
    /** 210 by 297 mm. */
    A4("@page { size: A4; }\n"),
    /** 8.5 by 11 inches. */
    LETTER("@page { size: letter; }\n");

    private final String style;

    Paper(String style) {
        this.style = style;
    }

    String style() {
        return style;
    }
}
