package dev.keyhaul.localvault.key;

import dev.keyhaul.localvault.crypto.KeyMaterial;
import java.util.Set;

/** A key that was generated or imported and has no name and version yet. */
public record UnnamedKey(KeyMaterial material, boolean hsm, Set<JwkOperation> operations) {}
