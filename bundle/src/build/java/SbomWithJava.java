import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Adds the Java of a bundle to its SBOM: what Maven does not know of. The build runs this source
 * and ships its result.
 */
final class SbomWithJava {
    private SbomWithJava() {}

    /** Takes the SBOM, the folder of the Java, and the file to write. */
    public static void main(String[] args) throws IOException {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode sbom = (ObjectNode) json.readTree(Path.of(args[0]).toFile());
        String reference = describe(Path.of(args[1]), sbom.withArray("components").addObject());
        sbom.withArray("dependencies").addObject().put("ref", reference).putArray("dependsOn");
        Files.writeString(
                Path.of(args[2]), json.writeValueAsString(sbom).replace("\r\n", "\n") + "\n");
    }

    private static String describe(Path java, ObjectNode component) throws IOException {
        Properties release = new Properties();
        try (Reader text =
                Files.newBufferedReader(java.resolve("release"), StandardCharsets.UTF_8)) {
            release.load(text);
        }
        String version = quoted(release, "JAVA_RUNTIME_VERSION");
        String reference = "pkg:generic/openjdk@" + version.replace("+", "%2B");
        component.put("type", "platform").put("bom-ref", reference);
        component.put("name", "openjdk").put("version", version);
        component.put("description", "The Java of this bundle, in its folder java.");
        component
                .putArray("licenses")
                .addObject()
                .put("expression", "GPL-2.0-only WITH Classpath-exception-2.0");
        component.put("purl", reference);
        component
                .putArray("properties")
                .addObject()
                .put("name", "modules")
                .put("value", quoted(release, "MODULES"));
        return reference;
    }

    private static String quoted(Properties release, String name) throws IOException {
        String value = release.getProperty(name);
        if (value == null) {
            throw new IOException("the file 'release' of this Java has no " + name);
        }
        return value.replace("\"", "");
    }
}
