package dev.keyhaul.usageaudit.spark;

import dev.keyhaul.usageaudit.log.BadLine;
import dev.keyhaul.usageaudit.log.InputLines;
import java.io.Serializable;
import java.util.List;

/**
 * How many lines of one file counted.
 *
 * @param file the file's number
 * @param lines its lines
 * @param located the first of those that did not count; a list that can be serialised
 */
record FileLines(int file, InputLines lines, List<BadLine> located) implements Serializable {}
