package dev.keyhaul.benchmarks.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads what JMH writes with {@code -rf json}: an array of objects, of which little is wanted. */
final class JmhJson {
    private static final double MICROSECONDS_A_MILLISECOND = 1000;

    private JmhJson() {}

    static List<Result> read(Path file) throws IOException {
        List<Result> results = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException(file + " is not what JMH writes with -rf json");
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                Map<String, String> flat = new TreeMap<>();
                flatten(json, "", flat);
                results.add(result(file, flat));
            }
        }
        return results;
    }

    /** Members by their path; of arrays, which hold raw data, nothing. */
    private static void flatten(JsonParser json, String path, Map<String, String> flat)
            throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String member = path + json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_OBJECT) {
                flatten(json, member + "/", flat);
            } else if (value == JsonToken.START_ARRAY) {
                json.skipChildren();
            } else {
                flat.put(member, json.getText());
            }
        }
    }

    private static Result result(Path file, Map<String, String> flat) throws IOException {
        String unit = flat.getOrDefault("primaryMetric/scoreUnit", "");
        double score = Double.parseDouble(flat.getOrDefault("primaryMetric/score", "NaN"));
        if (unit.equals("ms/op")) {
            score *= MICROSECONDS_A_MILLISECOND;
        } else if (!unit.equals("us/op")) {
            throw new IOException(file + ": unit " + unit + "; us/op or ms/op are understood");
        }
        String name = flat.getOrDefault("benchmark", "?");
        int threads = Integer.parseInt(flat.getOrDefault("threads", "1"));
        StringBuilder setting = new StringBuilder();
        String competitor = "KEYHAUL";
        for (Map.Entry<String, String> member : flat.entrySet()) {
            String parameter = member.getKey().replaceFirst("^params/", "");
            if (parameter.equals("competitor") || parameter.equals("library")) {
                competitor = member.getValue();
            } else if (!parameter.equals(member.getKey())) {
                setting.append(parameter).append(' ').append(member.getValue()).append(", ");
            }
        }
        setting.append(threads).append(threads == 1 ? " thread" : " threads");
        return new Result(
                classAndMethod(name),
                competitor,
                setting.toString(),
                threads,
                score,
                Double.parseDouble(
                        flat.getOrDefault("secondaryMetrics/gc.alloc.rate.norm/score", "NaN")));
    }

    private static String classAndMethod(String name) {
        int method = name.lastIndexOf('.');
        return name.substring(name.lastIndexOf('.', method - 1) + 1);
    }
}
