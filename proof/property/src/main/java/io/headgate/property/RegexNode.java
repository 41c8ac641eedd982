package io.headgate.property;

import java.util.ArrayList;
import java.util.List;

/** A part of a regular expression, as far as texts can be built from it. */
sealed interface RegexNode {

    /** Exactly this text; empty for what takes no characters. */
    record Literal(String text) implements RegexNode {}

    /** One character of an alphabet, which is not empty. */
    record OneOfAlphabet(Alphabet alphabet) implements RegexNode {}

    record Sequence(List<RegexNode> parts) implements RegexNode {}

    record Alternation(List<RegexNode> branches) implements RegexNode {}

    record Repeated(RegexNode part, int min, int max) implements RegexNode {}

    /**
     * The begin or the end of the whole text.
     *
     * @param construct as it is written
     * @param index where it stands in the pattern
     */
    record Anchor(boolean begin, String construct, int index) implements RegexNode {}

    /** Texts built from this part. */
    default Generator<String> generator() {
        return switch (this) {
            case Literal(var text) -> Generators.just(text);
            case OneOfAlphabet(var alphabet) -> new TextGenerator(alphabet, 1, 1);
            case Repeated(OneOfAlphabet(var alphabet), int min, int max) -> new TextGenerator(alphabet, min, max);
            case Repeated(var part, int min, int max) ->
                new ListGenerator<>(part.generator(), min, max).map(texts -> String.join("", texts));
            case Alternation(var branches) ->
                Generators.oneOf(branches.stream().map(RegexNode::generator).toList());
            case Sequence(var parts) ->
                joined(parts.stream().map(RegexNode::generator).toList());
            case Anchor _ -> Generators.just("");
        };
    }

    private static Generator<String> joined(List<Generator<String>> parts) {
        return Generators.composite(testCase -> {
            StringBuilder text = new StringBuilder();
            for (Generator<String> part : parts) {
                text.append(testCase.draw(part));
            }
            return text.toString();
        });
    }

    /** The anchors that nothing that takes characters may precede, or follow, but something does. */
    default List<Anchor> misplacedAnchors() {
        List<Anchor> misplaced = new ArrayList<>();
        collectMisplaced(/* atBegin= */ true, /* atEnd= */ true, misplaced);
        return misplaced;
    }

    private void collectMisplaced(boolean atBegin, boolean atEnd, List<Anchor> misplaced) {
        switch (this) {
            case Anchor anchor -> {
                if (anchor.begin ? !atBegin : !atEnd) {
                    misplaced.add(anchor);
                }
            }
            case Alternation(var branches) ->
                branches.forEach(branch -> branch.collectMisplaced(atBegin, atEnd, misplaced));
            case Repeated(var part, int _, int max) ->
                part.collectMisplaced(atBegin && max <= 1, atEnd && max <= 1, misplaced);
            case Sequence(var parts) -> {
                for (int i = 0; i < parts.size(); i++) {
                    boolean first = parts.subList(0, i).stream().allMatch(RegexNode::isEmpty);
                    boolean last = parts.subList(i + 1, parts.size()).stream().allMatch(RegexNode::isEmpty);
                    parts.get(i).collectMisplaced(atBegin && first, atEnd && last, misplaced);
                }
            }
            case Literal _, OneOfAlphabet _ -> {}
        }
    }

    /** Whether this surely takes no characters. */
    private boolean isEmpty() {
        return switch (this) {
            case Anchor _ -> true;
            case Literal(var text) -> text.isEmpty();
            case Sequence(var parts) -> parts.stream().allMatch(RegexNode::isEmpty);
            case OneOfAlphabet _, Repeated _, Alternation _ -> false;
        };
    }
}
