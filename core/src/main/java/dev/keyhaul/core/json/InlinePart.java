package dev.keyhaul.core.json;

/** A record of a report whose members stand in the object around it, in its place. */
public interface InlinePart {}
