/** Requests, answers and refusals as the service's REST API has them. */
@Internal
@NullMarked
package dev.keyhaul.localvault.http;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
