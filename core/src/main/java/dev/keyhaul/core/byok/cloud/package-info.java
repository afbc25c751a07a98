/** Imports into AWS KMS and Google Cloud KMS: what the services give and take. */
@Internal
@NullMarked
package dev.keyhaul.core.byok.cloud;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
