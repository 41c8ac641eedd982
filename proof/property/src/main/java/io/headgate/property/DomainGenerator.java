package io.headgate.property;

import java.util.List;

/**
 * Names of hosts: labels of letters, digits and inner hyphens as RFC 1123 has them, of at most 63 characters each, under
 * a top-level domain. {@code a.com} is simplest.
 */
public final class DomainGenerator extends Generator<String> {
    /** RFC 1035, section 2.3.4: 255 octets on the wire, of which the first length and the root take two. */
    private static final int MAX_LENGTH = 253;

    private static final int MIN_LENGTH = "a.de".length();
    private static final int MAX_LABEL = 63;
    private static final List<String> TOP_LEVEL =
            List.of("com", "org", "net", "de", "uk", "io", "arpa", "museum", "xn--p1ai", "technology");

    private static final SampledFrom<Character> ENDS =
            new SampledFrom<>("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                    .chars()
                    .mapToObj(c -> (char) c)
                    .toList());
    private static final Alphabet INNER = Alphabet.of('-', '-', '0', '9', 'A', 'Z', 'a', 'z');

    private final int maxLength;
    private final SampledFrom<String> topLevel;

    private DomainGenerator(int maxLength) {
        if (maxLength < MIN_LENGTH || maxLength > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "maxLength: " + maxLength + " (expected: " + MIN_LENGTH + ".." + MAX_LENGTH + ")");
        }
        this.maxLength = maxLength;
        topLevel = new SampledFrom<>(TOP_LEVEL.stream()
                .filter(name -> name.length() + "a.".length() <= maxLength)
                .toList());
    }

    static DomainGenerator any() {
        return new DomainGenerator(MAX_LENGTH);
    }

    /** This generator with names of at most this many characters, {@code 4..253}. */
    public DomainGenerator maxLength(int maxLength) {
        return new DomainGenerator(maxLength);
    }

    @Override
    String generate(TestCase testCase) {
        StringBuilder name = new StringBuilder(testCase.draw(topLevel));
        prepend(testCase, name);
        new Repetition(0, maxLength).run(testCase, () -> {
            boolean fits = name.length() + "a.".length() <= maxLength;
            if (fits) {
                prepend(testCase, name);
            }
            return fits;
        });
        return name.toString();
    }

    private void prepend(TestCase testCase, StringBuilder name) {
        int room = maxLength - name.length() - ".".length();
        name.insert(0, label(testCase, Math.min(MAX_LABEL, room)) + ".");
    }

    private static String label(TestCase testCase, int maxLength) {
        StringBuilder label = new StringBuilder();
        label.append(testCase.draw(ENDS));
        // As an element, what follows the first character can be taken out at once.
        new Repetition(0, maxLength == 1 ? 0 : 1).run(testCase, () -> {
            var inner = new TextChoice.Bounds(INNER, 0, maxLength - 2);
            label.append(testCase.recording().choose(inner).value()).append(testCase.draw(ENDS));
            return true;
        });
        return label.toString();
    }
}
