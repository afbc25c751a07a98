package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.pkcs11.ControlRule;
import dev.keyhaul.pkcs11.StrategyRule;
import java.util.List;
import java.util.Optional;

/**
 * How keys of a token are wrapped under an RSA key, and proven.
 *
 * @param strategy which way
 * @param controls which blobs have controls
 * @param second where the bytes are proven a second time, if they are
 */
public record WrapRule(
        StrategyRule strategy, ControlRule controls, Optional<SecondOpening> second) {
    static final String REFUSED_TEMPLATE =
            "whether the token refuses a changed copy was not shown: it refused the copy's template, not its bytes";

    static final String FIRST_ALONE =
            "whether the token refuses a changed copy was tested with the first blob only, not with this one";

    /** What a report says of the controls of all blobs. */
    String describeControls() {
        return controls == ControlRule.EACH
                ? "controls: each blob"
                : "controls: first blob only, as requested";
    }

    /**
     * What a reader of one blob must know of its controls.
     *
     * @param isShown whether the token refused each changed copy for its bytes
     */
    List<String> notes(Controls had, boolean isShown) {
        if (!isShown) {
            return List.of(REFUSED_TEMPLATE);
        }
        return had == Controls.NONE ? List.of(FIRST_ALONE) : List.of();
    }

    /** Returns those of a blob. */
    Controls controls(boolean first) {
        if (first) {
            return Controls.WITH_CONTROL_KEY;
        }
        return controls == ControlRule.EACH ? Controls.CHANGED_COPY : Controls.NONE;
    }
}
