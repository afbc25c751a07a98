package dev.keyhaul.workflow;

import java.util.List;

/** Keeps what an act of a test says. */
record KeptWords(List<String> said) implements Act.Operator {
    @Override
    public void note(String text) {
        said.add(text);
    }

    @Override
    public void warn(String text) {
        said.add(text);
    }
}
