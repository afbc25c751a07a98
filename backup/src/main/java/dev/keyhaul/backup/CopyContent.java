package dev.keyhaul.backup;

import dev.keyhaul.backup.format.ManifestFormat;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.KeyDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every file of a copy's folder by its name, the manifest last. */
record CopyContent(CopyId id, Map<String, byte[]> files) {

    /** Puts a new copy together and signs its manifest. */
    static CopyContent of(
            MasterCopyRequest request,
            CopyId id,
            Instant created,
            Manifest.StoreId store,
            JournalHead journal,
            @Nullable EvidenceSigner signer)
            throws KeyTransferException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<RecipientEntry> recipients = new ArrayList<>();
        for (RecipientCopy copy : request.copies()) {
            List<String> names = new ArrayList<>();
            names.add("recipient-" + (recipients.size() + 1) + ".bin");
            byte[] wrapped = copy.wrapped().ciphertext();
            copy.wrapped().requireUnchanged(wrapped);
            files.put(names.get(0), wrapped);
            for (byte[] share : copy.sealedShares()) {
                String name = shareName(copy.recipient(), recipients.size() * 1000 + names.size());
                names.add(name);
                files.put(name, share);
            }
            recipients.add(RecipientEntry.of(copy.recipient(), copy.wrapped(), names));
        }
        Manifest manifest =
                new Manifest(
                        id,
                        created,
                        request.createdBy(),
                        request.tool(),
                        request.description(),
                        request.origin(),
                        recipients,
                        request.survival(),
                        entries(files),
                        store,
                        journal,
                        signer == null ? null : KeyDescription.of(signer.publicKey()));
        byte[] json = ManifestFormat.write(manifest);
        if (signer != null) {
            files.put(CopyFiles.SIGNATURE, signer.sign(json));
        }
        files.put(CopyFiles.MANIFEST, json);
        return new CopyContent(id, files);
    }

    private static String shareName(Recipient recipient, int number) {
        boolean byPassphrase =
                recipient instanceof Recipient.Shares holders
                        && holders.sealing() == Recipient.Shares.Sealing.PASSPHRASE;
        return "share-" + number + (byPassphrase ? ".pbe" : ".cms");
    }

    private static List<Manifest.FileEntry> entries(Map<String, byte[]> files) {
        return files.entrySet().stream()
                .map(file -> Manifest.FileEntry.of(file.getKey(), file.getValue()))
                .toList();
    }

    /** Reads and checks a copy that is there, to write it elsewhere as it is. */
    static CopyContent read(MasterCopy copy) throws KeyTransferException {
        return new CopyContent(copy.id(), copy.readVerified());
    }

    String manifestSha256() {
        return Sha256.hex(manifest());
    }

    byte[] manifest() {
        byte[] manifest = files.get(CopyFiles.MANIFEST);
        if (manifest == null) {
            throw new AssertionError("every copy has a manifest");
        }
        return manifest;
    }
}
