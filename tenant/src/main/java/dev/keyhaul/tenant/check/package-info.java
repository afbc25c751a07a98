/** What must hold before, and after, a key becomes a tenant key: facts, rules and verdicts. */
@NullMarked
package dev.keyhaul.tenant.check;

import org.jspecify.annotations.NullMarked;
