/** Tokens, their modules and their keys as the JSON of reports; for our modules. */
@NullMarked
package dev.keyhaul.pkcs11.report;

import org.jspecify.annotations.NullMarked;
