package dev.keyhaul.usageaudit.spark;

import dev.keyhaul.usageaudit.log.BadLine;
import java.io.Serializable;
import java.util.List;

/**
 * What could not be read of one file.
 *
 * @param file the file's number
 * @param count how many lines
 * @param located the first of them; a list that can be serialised
 */
record FileBadLines(int file, long count, List<BadLine> located) implements Serializable {}
