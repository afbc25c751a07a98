package dev.keyhaul.cli.line;

import java.util.List;
import java.util.Map;

/**
 * What help and the manual say of a program as a whole.
 *
 * @param purpose what it is for
 * @param first the command to start with
 * @param groupNotes what a whole group of commands rests on, by the group's word
 * @param groups the headings of the options
 * @param title the manual's title
 * @param summary what the program does, in a line
 * @param topics what help explains beside the commands, with a text for each
 * @param seeAlso where its documents are
 */
public record HelpTexts(
        String purpose,
        String first,
        Map<String, String> groupNotes,
        OptionGroups groups,
        String title,
        String summary,
        List<String> topics,
        String seeAlso) {}
