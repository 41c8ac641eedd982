package io.headgate.property;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Texts, of any character and length unless bounded. Sizes count code points. A surrogate is never drawn by itself, only
 * as half of a character outside of the basic plane. Shorter is simpler, then digits before letters before the rest.
 *
 * <p>What a text is made of is narrowed or widened step by step: each method changes what the ones before it left.
 */
public final class TextGenerator extends Generator<String> {
    /** Alphabets up to this size are listed when distinct characters are wanted. */
    private static final int FEW = 256;

    private final TextChoice.Bounds bounds;

    TextGenerator(Alphabet alphabet, int minSize, int maxSize) {
        bounds = new TextChoice.Bounds(alphabet, minSize, maxSize);
    }

    /** This generator with texts of at least this many code points. */
    public TextGenerator minSize(int minSize) {
        return new TextGenerator(bounds.alphabet(), minSize, bounds.maxSize());
    }

    /** This generator with texts of at most this many code points. */
    public TextGenerator maxSize(int maxSize) {
        return new TextGenerator(bounds.alphabet(), bounds.minSize(), maxSize);
    }

    /** This generator with these characters only, whatever was left before. */
    public TextGenerator alphabet(String characters) {
        return with(Alphabet.ofCharacters(withoutLoneSurrogates(characters)));
    }

    /**
     * This generator with only those of its characters that are in a range.
     *
     * @param first the first code point, {@code 0..last}
     * @param last the last code point, {@code first..0x10FFFF}
     */
    public TextGenerator codePoints(int first, int last) {
        if (first < 0 || last > Character.MAX_CODE_POINT || first > last) {
            throw new IllegalArgumentException("codePoints: " + first + ".." + last
                    + " (expected: the first at most the last, within 0.." + Character.MAX_CODE_POINT + ")");
        }
        return with(bounds.alphabet().and(Alphabet.of(first, last)));
    }

    /**
     * This generator with only those of its characters that are in some general categories of Unicode, of the version
     * that the JDK knows.
     *
     * @param names of categories, such as {@code Lu}, or of groups of them, such as {@code L}
     */
    public TextGenerator categories(String... names) {
        return with(bounds.alphabet().and(Category.alphabet(names)));
    }

    /** This generator without the characters of some categories, named as in {@link #categories}. */
    public TextGenerator excludeCategories(String... names) {
        return with(bounds.alphabet().minus(Category.alphabet(names)));
    }

    /** This generator with these characters too. */
    public TextGenerator includeCharacters(String characters) {
        return with(bounds.alphabet().plus(Alphabet.ofCharacters(withoutLoneSurrogates(characters))));
    }

    /** This generator without these characters. */
    public TextGenerator excludeCharacters(String characters) {
        return with(bounds.alphabet().minus(Alphabet.ofCharacters(characters)));
    }

    private TextGenerator with(Alphabet alphabet) {
        return new TextGenerator(alphabet, bounds.minSize(), bounds.maxSize());
    }

    private static String withoutLoneSurrogates(String characters) {
        characters
                .codePoints()
                .filter(codePoint -> Character.getType(codePoint) == Character.SURROGATE)
                .findFirst()
                .ifPresent(lone -> {
                    throw new IllegalArgumentException("characters: half of a surrogate pair, U+"
                            + Integer.toHexString(lone).toUpperCase(Locale.ROOT) + " (expected: characters)");
                });
        return characters;
    }

    @Override
    String generate(TestCase testCase) {
        return testCase.recording().choose(bounds).value();
    }

    /** Single characters, where the alphabet is small. */
    @Override
    @Nullable
    List<String> fewValues() {
        Alphabet alphabet = bounds.alphabet();
        if (bounds.minSize() != 1 || bounds.maxSize() != 1 || alphabet.size() > FEW) {
            return null;
        }
        return IntStream.range(0, alphabet.size())
                .map(alphabet::at)
                .boxed()
                .sorted(Comparator.comparingInt(Alphabet::rank))
                .map(Character::toString)
                .toList();
    }
}
