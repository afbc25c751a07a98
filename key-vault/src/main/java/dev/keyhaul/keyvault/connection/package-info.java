/** How a vault is asked: credentials, HTTP clients, who answered, and what the service said. */
@Internal
@NullMarked
package dev.keyhaul.keyvault.connection;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
