package dev.keyhaul.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** A PDF that a browser printed, read back by Poppler, which had no part in making it. */
public final class PrintedPages {
    private final RealCommand shell;
    private final String pdf;
    private final String info;

    /** Reads a PDF in the shell's folder. */
    public PrintedPages(RealCommand shell, String pdf) throws Exception {
        this.shell = shell;
        this.pdf = pdf;
        info = program("pdfinfo", pdf);
    }

    public int count() {
        return Integer.parseInt(info.replaceFirst("(?s).*Pages:\\s+(\\d+).*", "$1"));
    }

    /** Whether each page has this size, as pdfinfo names it: "A4", "letter". */
    public boolean isOn(String paper) {
        return info.contains("(" + paper + ")");
    }

    /** The text as it stands on the sheets. */
    public String layout() throws Exception {
        return program("pdftotext", "-layout", pdf, "-");
    }

    /** The words in reading order, each after one space: lines break where the paper ends. */
    public String words() throws Exception {
        return program("pdftotext", pdf, "-").replaceAll("\\s+", " ");
    }

    /** The outermost ten points of each sheet are white: nothing runs over its edge. */
    public void requireInsideMargins() throws Exception {
        String stem = pdf.replace(".pdf", "");
        program("pdftoppm", "-r", "36", "-png", pdf, stem);
        List<Path> sheets;
        try (var files = Files.list(shell.folder)) {
            sheets =
                    files.filter(f -> f.getFileName().toString().matches(stem + "-\\d+\\.png"))
                            .toList();
        }
        assertThat(sheets).hasSize(count());
        for (Path sheet : sheets) {
            BufferedImage image = ImageIO.read(sheet.toFile());
            int dark = 0;
            for (int y = 0; y < image.getHeight(); y++) {
                for (int x : List.of(2, 5, image.getWidth() - 5, image.getWidth() - 2)) {
                    dark += (image.getRGB(x, y) & 0xFF) < 0xF0 ? 1 : 0;
                }
            }
            assertThat(dark).as(sheet.toString()).isZero();
        }
    }

    private String program(String... command) throws Exception {
        return shell.runProgram(List.of(command)).requireDone().out();
    }
}
