package io.headgate.server;

import java.util.List;
import java.util.SequencedMap;

/** A YAML document as a tree in which every key and value knows its place. Not modified once read. */
sealed interface Node {

    /** Where the value begins. */
    Source at();

    /** What a plain scalar is by YAML 1.2's core schema; a quoted one is always {@code TEXT}. */
    enum ScalarKind {
        NULL("nothing"),
        BOOLEAN("true or false"),
        INTEGER("a number"),
        DECIMAL("a number with a fraction"),
        TEXT("text");

        private final String words;

        ScalarKind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /**
     * A scalar.
     *
     * @param text as written, without quotes and escapes
     * @param contentColumns columns from {@code at} to the first character of {@code text} when the text stands in the file
     *     character for character, otherwise -1
     */
    record Scalar(Source at, ScalarKind kind, String text, int contentColumns) implements Node {}

    /** A list. */
    record Sequence(Source at, List<Node> items) implements Node {}

    /** A mapping, in the order of the file. */
    record Mapping(Source at, SequencedMap<String, Member> members) implements Node {}

    /** One entry of a mapping; {@code keyAt} is where the key begins. */
    record Member(Source keyAt, Node value) {}
}
