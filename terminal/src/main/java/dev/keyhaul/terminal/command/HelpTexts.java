package dev.keyhaul.terminal.command;

import java.util.Map;

/**
 * What help says of a program as a whole.
 *
 * @param purpose what it is for
 * @param first the command to start with
 * @param groupNotes what a whole group of commands rests on, by the group's word
 * @param groups the headings of the options
 */
public record HelpTexts(
        String purpose, String first, Map<String, String> groupNotes, OptionGroups groups) {}
