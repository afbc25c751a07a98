/** What was found of a tenant, as the JSON of reports; for our modules. */
@NullMarked
package dev.keyhaul.tenant.report;

import org.jspecify.annotations.NullMarked;
