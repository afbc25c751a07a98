package dev.keyhaul.adrms.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedInputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlReaderTest {
    @TempDir Path folder;

    @Test
    void parse_givesElementsAttributesAndText() throws Exception {
        XmlElement root =
                parse(
                        "<a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' b='1'>"
                                + "<c xsi:type='T'>x &lt;&#65;<![CDATA[<d>]]></c><e xsi:nil='true'>y</e></a>");

        assertThat(root.attribute("b")).isEqualTo("1");
        assertThat(root.child("c").attribute("xsi:type")).isEqualTo("T");
        assertThat(root.child("c").text()).isEqualTo("x <A<d>");
        assertThat(root.child("e").value()).isEmpty();
        assertThat(root.valueOf("f")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a><a/>",
                "<!DOCTYPE a [<!ELEMENT a ANY>]><a/>",
                "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
                "<a>&b;</a>",
                "<a><!-- c --></a>",
                "<a><?php b?></a>",
                "<?php b?><a/>",
                "<a/><?php b?>",
                "<a xmlns='urn:b'/>",
                "<b:a xmlns:b='urn:b'/>",
                "<a/><a/>",
                "<a b='1' b='2'/>",
                "<a>\u0001</a>",
                "<a>&#1;</a>",
                "<a",
                ""
            })
    void parse_ofWhatAdRmsDoesNotWrite_isRefused(String xml) {
        assertThatThrownBy(() -> parse(xml)).isInstanceOf(MalformedInputException.class);
    }

    @Test
    void parse_ofBillionLaughs_isRefused_andNothingIsExpanded() {
        StringBuilder bomb = new StringBuilder("<!DOCTYPE a [<!ENTITY l0 'lol'>");
        for (int i = 1; i < 30; i++) {
            bomb.append("<!ENTITY l%d '%s'>".formatted(i, "&l%d;".formatted(i - 1).repeat(10)));
        }
        bomb.append("]><a>&l29;</a>");

        assertThatThrownBy(() -> parse(bomb.toString()))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("a document type");
    }

    /** The file's text would show in the tree, and the connection at the socket. */
    @Test
    void parse_ofExternalEntities_readsNoFileAndConnectsNowhere() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret");
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + server.getLocalPort() + "/x.dtd";
            for (String xml :
                    List.of(
                            "<!DOCTYPE a [<!ENTITY b SYSTEM '" + secret.toUri() + "'>]><a>&b;</a>",
                            "<!DOCTYPE a [<!ENTITY b SYSTEM '" + url + "'>]><a>&b;</a>",
                            "<!DOCTYPE a SYSTEM '" + url + "'><a/>",
                            "<!DOCTYPE a PUBLIC 'x' '" + url + "'><a/>",
                            "<!DOCTYPE a [<!ENTITY % b SYSTEM '" + url + "'> %b;]><a/>")) {
                assertThatThrownBy(() -> parse(xml))
                        .as(xml)
                        .isInstanceOf(MalformedInputException.class)
                        .hasMessageNotContaining("s3cret");
            }
            assertNobodyCame(server);
        }
    }

    private static void assertNobodyCame(ServerSocket server) throws IOException {
        server.setSoTimeout(200);
        assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void parse_ofTooManyLevelsOrElements_isRefused() {
        assertThatThrownBy(() -> parse("<a>".repeat(100_000)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("deeper than");
        assertThatThrownBy(() -> parse("<a>" + "<b/>".repeat(200_000) + "</a>"))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("more than");
    }

    /** The JDK's limits count no declarations, and its search for a prefix is linear. */
    @Test
    void parse_ofTooManyPrefixes_isRefused_howeverTheyAreSpread() throws Exception {
        String thousand = prefixes(1000);
        assertThat(XmlReader.parse("<a" + thousand + "/>").name()).isEqualTo("a");
        for (String xml :
                List.of(
                        "<a" + prefixes(1001) + "/>",
                        "<a" + prefixes(600) + "><b" + prefixes(600) + "/></a>",
                        "<a>" + ("<b" + prefixes(10) + "/>").repeat(101) + "</a>")) {
            assertThatThrownBy(() -> XmlReader.parse(xml))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageContaining("namespace prefixes; at most 1000 are allowed");
            assertThatThrownBy(
                            () -> XmlReader.parse(xml.getBytes(StandardCharsets.UTF_8), Set.of()))
                    .hasMessageContaining("namespace prefixes; at most 1000 are allowed");
        }
    }

    private static String prefixes(int count) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(" xmlns:p").append(i).append("='u'");
        }
        return all.toString();
    }

    @Test
    void parse_ofASecretElement_keepsWhetherThereIsTextAlone() throws Exception {
        byte[] xml = utf8("<a><s>topsecret</s><t>  </t></a>");

        XmlElement root = XmlReader.parse(xml, Set.of("s", "t"));

        assertThat(root.toString()).doesNotContain("topsecret");
        assertThat(root.child("s").text()).isEqualTo("<redacted>");
        assertThat(root.child("t").text()).isEmpty();
        assertThatThrownBy(() -> XmlReader.parse(utf8("<s><b/></s>"), Set.of("s")))
                .isInstanceOf(MalformedInputException.class);
    }

    @Test
    void parse_ofBytesThatAreNoUtf8_isNotWellFormed() {
        for (byte[] bytes :
                List.of(
                        "<a>ä</a>".getBytes(StandardCharsets.ISO_8859_1),
                        "<a/>".getBytes(StandardCharsets.UTF_16))) {
            assertThatThrownBy(() -> XmlReader.parse(bytes, Set.of()))
                    .isInstanceOf(NotWellFormedException.class);
        }
    }

    @Test
    void span_isTheOnlyElementOfItsName_andChangesNothingElse() throws Exception {
        byte[] xml = utf8("<a><bc/><b x='>'>1</b ><c/></a>");
        ElementSpan span = ElementSpan.find(xml, "b");

        assertThat(span.cut(xml)).isEqualTo(utf8("<b x='>'>1</b >"));
        assertThat(span.remove(xml)).isEqualTo(utf8("<a><bc/><c/></a>"));
        assertThat(span.replaceContent(xml, utf8("23")))
                .isEqualTo(utf8("<a><bc/><b x='>'>23</b ><c/></a>"));
        assertThat(ElementSpan.find(xml, "c").cut(xml)).isEqualTo(utf8("<c/>"));
        assertThatThrownBy(() -> ElementSpan.find(xml, "d"))
                .isInstanceOf(MalformedInputException.class);
        assertThatThrownBy(() -> ElementSpan.find(utf8("<a><b/><![CDATA[<b>]]></a>"), "b"))
                .isInstanceOf(MalformedInputException.class);
    }

    @Test
    void base64_mayHaveWhiteSpace_andNothingElse() throws Exception {
        assertThat(Base64Text.decode(" YW\r\n I= ", "x")).isEqualTo(utf8("ab"));
        for (String bad : List.of("YWI", "YW-=", "YWJ=", "YWI=YWI=", "=")) {
            assertThatThrownBy(() -> Base64Text.decode(bad, "x"))
                    .as(bad)
                    .isInstanceOf(MalformedInputException.class);
        }
    }

    private static XmlElement parse(String xml) throws MalformedInputException {
        return XmlReader.parse(utf8(xml), Set.of());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
