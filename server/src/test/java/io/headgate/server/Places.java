package io.headgate.server;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The keys of a document, wherever they stand, for tests that change one of them. */
final class Places {

    /**
     * One key.
     *
     * @param pointer JSON pointer to the object that has it
     * @param path the same as the reader writes it, empty at the top
     */
    record Place(String pointer, String path, String key) {
        @Override
        public String toString() {
            return path.isEmpty() ? key : path + "." + key;
        }
    }

    private Places() {}

    /** All keys, in the order of the document. */
    static List<Place> of(JsonNode document) {
        List<Place> places = new ArrayList<>();
        collect(document, "", "", places);
        return places;
    }

    private static void collect(JsonNode node, String pointer, String path, List<Place> places) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(property -> {
                String key = property.getKey();
                places.add(new Place(pointer, path, key));
                collect(property.getValue(), pointer + "/" + key, path.isEmpty() ? key : path + "." + key, places);
            });
        } else {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), pointer + "/" + i, path + "[" + i + "]", places);
            }
        }
    }

    /** The object that has the key. */
    static ObjectNode find(JsonNode document, Place place) {
        return (ObjectNode) document.at(place.pointer());
    }

    /** Whether the key belongs to the object with that title in the schema, such as {@code pools.NAME.health}. */
    static boolean matches(Place place, String title) {
        if (title.equals("top level")) {
            return place.path().isEmpty();
        }
        // Brackets before patterns, which have brackets of their own.
        String pattern = Pattern.quote(title)
                .replace("NAME", "\\E[^.]+\\Q")
                .replace("[]", "\\E(\\.(east|west))?\\[[0-9]+\\]\\Q")
                .replace("PATTERN", "\\E[^\\[]+\\Q")
                .replace("headers.request", "headers.\\E(request|response)\\Q");
        return place.path().matches(pattern);
    }
}
