/**
 * Where keys come from: what a text such as {@code pfx:tenant.pfx} names, and how it opens.
 *
 * <pre>{@code
 * KeySources sources = KeySources.of(List.of(new TokenSource(), new PfxSource()));
 * NamedKey named = sources.parse("pkcs11:token=hsm;object=tenant"); // opens nothing
 * try (OpenedKey opened = named.open(SourceContext.of(secrets))) {
 *     KeyTransferBlob blob = BlobWrapper.under(kek).build().wrap(opened.key());
 * }
 * }</pre>
 *
 * <p>To add a source, implement {@link dev.keyhaul.core.source.KeySource} and, if no key class
 * fits, {@link dev.keyhaul.core.key.TransferableKey}. To bring secrets of your own, implement
 * {@link dev.keyhaul.core.source.SourceSecrets}; return a new passphrase at each call, since the
 * caller closes it. A text that another person wrote, or that came in a file, is parsed as a {@link
 * java.lang.String}: it cannot name native code to load, or where a PIN is. Only a {@link
 * dev.keyhaul.core.source.TypedSource}, which the operator of this process wrote, can.
 *
 * <p>Stability: API; interfaces that applications implement are SPI.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.core.source;

import org.jspecify.annotations.NullMarked;
