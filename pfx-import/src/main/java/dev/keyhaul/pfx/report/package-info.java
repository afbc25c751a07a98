/** PKCS#12 files as the JSON of reports; for our modules. */
@NullMarked
package dev.keyhaul.pfx.report;

import org.jspecify.annotations.NullMarked;
