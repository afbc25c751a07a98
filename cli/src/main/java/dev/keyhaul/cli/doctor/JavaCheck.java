package dev.keyhaul.cli.doctor;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The Java that runs. An older one than 17 does not get here: the launcher refuses it.
 *
 * @param tls whether a connection with TLS will be made
 */
record JavaCheck(boolean tls) implements Check {
    private static final String[] CIPHERS = {
        "AES/KWP/NoPadding", "RSA/ECB/OAEPWithSHA-1AndMGF1Padding"
    };

    @Override
    public String about() {
        return "java";
    }

    @Override
    public void look(Consumer<DoctorFinding> found) {
        String java =
                Runtime.version()
                        + vendor(System.getProperty("java.vendor", ""))
                        + " in "
                        + System.getProperty("java.home", "");
        found.accept(
                hasCiphers()
                        ? DoctorFinding.ok(about(), java)
                        : DoctorFinding.fix(
                                about(),
                                java + " lacks " + String.join(" or ", CIPHERS),
                                "set JAVA_HOME to another JDK of version 17 or later; a FIPS mode may"
                                        + " have switched the JDK's own provider off"));
        if (tls) {
            found.accept(roots());
        }
    }

    /** A Java that its packager did not name says "N/A". */
    static String vendor(String named) {
        return named.isEmpty() || named.equals("N/A") ? "" : " of " + named;
    }

    private static boolean hasCiphers() {
        try {
            for (String cipher : CIPHERS) {
                Cipher.getInstance(cipher);
            }
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** As a Debian without ca-certificates-java has it, where every connection fails. */
    private static DoctorFinding roots() {
        long roots = 0;
        try {
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init((KeyStore) null);
            roots =
                    Arrays.stream(trust.getTrustManagers())
                            .filter(X509TrustManager.class::isInstance)
                            .mapToLong(m -> ((X509TrustManager) m).getAcceptedIssuers().length)
                            .sum();
        } catch (GeneralSecurityException e) {
            // As good as none: the line says so.
        }
        return roots > 0
                ? DoctorFinding.ok("tls", "Java trusts " + roots + " root certificates")
                : DoctorFinding.fix(
                        "tls",
                        "Java trusts no root certificate, so no vault can be reached",
                        "on Debian: apt-get install --reinstall ca-certificates-java");
    }
}
