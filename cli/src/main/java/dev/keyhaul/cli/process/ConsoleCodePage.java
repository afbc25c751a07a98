package dev.keyhaul.cli.process;

import dev.keyhaul.core.host.HostSystem;

/** The code page of a console of Windows, which is seldom UTF-8. */
public final class ConsoleCodePage {
    private ConsoleCodePage() {}

    /**
     * Returns its number; 0 if output is redirected, or this is no Windows.
     *
     * @param descriptor 1 for standard output, 2 for standard error
     */
    public static int of(int descriptor) {
        return HostSystem.here() == HostSystem.WINDOWS ? WindowsProcess.codePage(descriptor) : 0;
    }
}
