package dev.keyhaul.ceremony.page;

/**
 * The size of the paper that a page is printed on.
 *
 * @since 0.1.0
 */
public enum Paper {
    /** The printer's own. */
    ANY("auto"),
    /** 210 by 297 mm. */
    A4("A4"),
    /** 8.5 by 11 inches. */
    LETTER("letter");

    private final String css;

    Paper(String css) {
        this.css = css;
    }

    /** Returns the value of the property {@code size} of CSS (CSS Paged Media 3, section 7.1). */
    public String css() {
        return css;
    }
}
