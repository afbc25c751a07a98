package dev.keyhaul.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drawings of the documents, in a browser that shows them as a reader sees them. */
@Tag("long")
class PicturesIT {
    private static final Path DOCS =
            Path.of(System.getProperty("keyhaul.root", ".."), "docs").toAbsolutePath().normalize();

    private static final String FAULTY =
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="300" height="200" viewBox="0 0 300 200">
            <style>svg { background: #fff; font: 14px sans-serif; } rect { fill: #eee; }</style>
            <rect x="10" y="10" width="60" height="30"/>
            <text x="15" y="30">much too long</text>
            <text x="10" y="80">one text</text>
            <text x="30" y="84">another</text>
            <text x="200" y="80" style="font-size: 11px">tiny</text>
            <text x="200" y="120" style="fill: #bbb">pale</text>
            <text x="10" y="150">struck</text><path stroke="#000" d="M0 146H100"/>
            <text x="200" y="180">clear</text>
            </svg>
            """;

    @TempDir Path folder;

    @Test
    void everyDrawing_isClear_lightAndDark() throws Exception {
        Files.writeString(folder.resolve("blank.html"), "<!DOCTYPE html>");
        try (OpenPage page = new Chromium(folder).open("blank.html");
                DirectoryStream<Path> drawings = Files.newDirectoryStream(DOCS, "*.svg")) {
            for (Path drawing : drawings) {
                page.requireClearPicture(drawing.toUri());
            }
        }
    }

    @Test
    void faults_areSeen() throws Exception {
        Files.writeString(folder.resolve("faulty.svg"), FAULTY);
        try (OpenPage page = new Chromium(folder).open("faulty.svg")) {
            assertThat(page.text(PictureFaults.ALL).lines())
                    .containsExactlyInAnyOrder(
                            "leaves its box: much too long",
                            "lies on another: one text | another",
                            "lies on another: another | one text",
                            "11px: tiny",
                            "contrast 1.9: pale",
                            "a line crosses it: struck");
        }
    }
}
