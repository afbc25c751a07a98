/** Imports into AWS KMS and Google Cloud KMS: what the services give and take. */
@NullMarked
package dev.keyhaul.core.byok.cloud;

import org.jspecify.annotations.NullMarked;
