package dev.keyhaul.batch;

import dev.keyhaul.core.file.StagedFile;
import java.util.Map;

/** The file of an item, written under a temporary name; it is synced and named with others. */
record ItemFile(BatchItem item, Map<String, String> intent, StagedFile staged) {}
