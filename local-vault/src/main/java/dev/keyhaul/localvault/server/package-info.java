/** Requests and answers: ports, routes, permissions, faults. */
@NullMarked
package dev.keyhaul.localvault.server;

import org.jspecify.annotations.NullMarked;
