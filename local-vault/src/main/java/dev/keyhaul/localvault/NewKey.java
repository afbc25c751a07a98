package dev.keyhaul.localvault;

import dev.keyhaul.localvault.crypto.RsaKeyPair;
import java.util.Set;

/** A key that was generated or imported and has no name and version yet. */
record NewKey(RsaKeyPair keyPair, boolean hsm, Set<KeyOperation> operations) {}
