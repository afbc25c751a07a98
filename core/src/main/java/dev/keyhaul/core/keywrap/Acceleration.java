package dev.keyhaul.core.keywrap;

import java.util.Locale;

/** Whether to use an accelerator: what {@code --accelerate auto|on|off} says. */
public enum Acceleration {
    /** Where there is so much to do that its start pays. */
    AUTO,
    /** Always tried. */
    ON,
    /** Never tried. */
    OFF;

    /** It takes some 300 ms to start and saves some 15 µs a wrap. */
    private static final long WRAPS_THAT_PAY = 20_000;

    /** It saves some 400 µs an unwrap. */
    private static final long UNWRAPS_THAT_PAY = 1_000;

    /** Returns the value's name in options. */
    public String optionName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns what is to be used for so many wraps; when an accelerator was tried and is not to be
     * had, the JDK with a {@linkplain Accelerator#note() note}.
     */
    public Accelerator forWraps(long wraps) {
        return choose(wraps >= WRAPS_THAT_PAY);
    }

    /** Returns the same for so many unwraps. */
    public Accelerator forUnwraps(long unwraps) {
        return choose(unwraps >= UNWRAPS_THAT_PAY);
    }

    private Accelerator choose(boolean pays) {
        return this == ON || (this == AUTO && pays) ? Accelerator.load() : Accelerator.none();
    }
}
