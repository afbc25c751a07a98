/** Requests and answers: ports, routes, permissions, faults. */
@Internal
@NullMarked
package dev.keyhaul.localvault.server;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
