/** How a vault is asked: credentials, HTTP clients, who answered, and what the service said. */
@NullMarked
package dev.keyhaul.keyvault.connection;

import org.jspecify.annotations.NullMarked;
