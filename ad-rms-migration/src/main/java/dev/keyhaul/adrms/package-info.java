/**
 * Keys out of AD RMS: trusted publishing domains ({@code tpd}), the certificates in them ({@code
 * slc}) and the containers that Windows keeps keys in ({@code blob}).
 */
@Internal
@NullMarked
package dev.keyhaul.adrms;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
