package dev.keyhaul.usageaudit.spark;

import java.io.Serializable;

/** A log's file and its number in the positions of its rows. */
record NumberedFile(int number, String path) implements Serializable {}
