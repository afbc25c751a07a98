package dev.keyhaul.core.host;

/** What a person types for the same end on each kind of system: a row for each end. */
public enum HostHint {
    /** Makes a file private. */
    PRIVATE_FILE("chmod 600 it", HostHint.ICACLS),

    /** Makes a folder private. */
    PRIVATE_FOLDER("chmod 700 it", HostHint.ICACLS_FOLDER),

    /** Keeps others from writing to a file or folder. */
    NO_FOREIGN_WRITES("chmod go-w", HostHint.ICACLS),

    /** Installs SoftHSM. */
    SOFTHSM("apt-get install softhsm2", HostHint.SOFTHSM_INSTALLER),

    /** Installs SoftHSM, on each system of this kind. */
    SOFTHSM_ANYWHERE(
            "apt-get install softhsm2 (Debian), dnf install softhsm (Fedora), brew install softhsm (macOS)",
            HostHint.SOFTHSM_INSTALLER),

    /** Gives a command a secret from a pipe or a file that is open. */
    SECRET_PIPE("--pin-fd 3 3<FILE", "--pin-fd 0 <FILE, in cmd"),

    /** What starts Keyhaul, in its folder. */
    LAUNCHER("keyhaul", "keyhaul.cmd");

    private static final String SOFTHSM_INSTALLER =
            "the installer of https://github.com/disig/SoftHSM2-for-Windows";
    private static final String ICACLS = "icacls FILE /inheritance:r /grant:r YOU:F";
    private static final String ICACLS_FOLDER =
            "icacls FOLDER /inheritance:r /grant:r YOU:(OI)(CI)F";

    private final String unix;
    private final String windows;

    HostHint(String unix, String windows) {
        this.unix = unix;
        this.windows = windows;
    }

    /** Returns what to type on this system. */
    public String text() {
        return on(HostSystem.here());
    }

    /** Returns what to type on a system. */
    public String on(HostSystem system) {
        return system == HostSystem.WINDOWS ? windows : unix;
    }
}
