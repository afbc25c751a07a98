/** Requests, answers and refusals as the service's REST API has them. */
@NullMarked
package dev.keyhaul.localvault.http;

import org.jspecify.annotations.NullMarked;
