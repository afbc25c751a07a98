package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** Each picture has a text for screen readers, a dark form, and nothing loaded from elsewhere. */
@Tag("once")
final class PicturesTest {
    private static final Pattern EMBEDDED = Pattern.compile("!\\[([^\\]]*)\\]\\(([^)]+)\\)");

    @Test
    void everyDrawing_hasTitleAndDescription_andNeedsNothingElse() throws Exception {
        List<Path> drawings = Documents.in("docs", ".svg");
        for (Path drawing : drawings) {
            String name = Documents.name(drawing);
            String source = Files.readString(drawing);
            Element svg = parsed(source);

            assertThat(svg.getAttribute("role")).as(name).isEqualTo("img");
            assertThat(svg.getAttribute("aria-labelledby")).as(name).isEqualTo("title desc");
            for (String part : List.of("title", "desc")) {
                assertThat(svg.getElementsByTagName(part).item(0).getTextContent())
                        .as(name)
                        .matches("[A-Z](?s:.)*\\w{4}.*");
            }
            assertThat(svg.getElementsByTagName("text").getLength()).as(name).isPositive();
            for (String foreign : List.of("script", "image", "use", "foreignObject")) {
                assertThat(svg.getElementsByTagName(foreign).getLength()).as(name).isZero();
            }
            assertThat(source.replace("http://www.w3.org/2000/svg", ""))
                    .as(name)
                    .doesNotContain("href=", "@import", "@font-face", "url(http");
        }
        assertThat(drawings).hasSizeGreaterThan(6);
    }

    @Test
    void everyDrawing_isDarkOnADarkScreen() throws Exception {
        for (Path drawing : Documents.in("docs", ".svg")) {
            assertThat(Files.readString(drawing))
                    .as(Documents.name(drawing))
                    .contains("@media (prefers-color-scheme: dark)");
        }
    }

    @Test
    void everyPicture_hasWordsInItsPlace() throws Exception {
        List<String> pictures = new ArrayList<>();
        for (Path document : Documents.all()) {
            for (MatchResult picture :
                    EMBEDDED.matcher(Files.readString(document)).results().toList()) {
                assertThat(picture.group(1).split(" "))
                        .as(Documents.name(document) + ": " + picture.group())
                        .hasSizeGreaterThan(2);
                pictures.add(picture.group(2));
            }
        }
        assertThat(pictures).hasSizeGreaterThan(8);
    }

    private static Element parsed(String source) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder()
                .parse(new InputSource(new StringReader(source)))
                .getDocumentElement();
    }
}
