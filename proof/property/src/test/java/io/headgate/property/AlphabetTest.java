package io.headgate.property;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlphabetTest {

    /** Compared with sets of code points, from a small range so that alphabets touch and overlap. */
    @Test
    void alphabetsCombineAsSetsOfCodePointsDo() {
        Hegel.test(
                testCase -> {
                    Set<Integer> a = new HashSet<>(testCase.draw(lists(integers('a', 'p'))));
                    Set<Integer> b = new HashSet<>(testCase.draw(lists(integers('a', 'p'))));
                    Set<Integer> both = new HashSet<>(a);
                    both.retainAll(b);
                    Set<Integer> either = new HashSet<>(a);
                    either.addAll(b);
                    Set<Integer> onlyA = new HashSet<>(a);
                    onlyA.removeAll(b);
                    assertThat(alphabet(a).and(alphabet(b))).isEqualTo(alphabet(both));
                    assertThat(alphabet(a).plus(alphabet(b))).isEqualTo(alphabet(either));
                    assertThat(alphabet(a).minus(alphabet(b))).isEqualTo(alphabet(onlyA));
                    assertThat(codePoints(alphabet(either))).isEqualTo(either);
                },
                new Settings().database("disabled"));
    }

    @Test
    void aFilterKeepsWhatItAccepts() {
        assertThat(Alphabet.ASCII.filter(c -> c == 0 || c == 127 || (c >= '0' && c < '4')))
                .isEqualTo(Alphabet.of(0, 0, '0', '3', 127, 127));
    }

    @Test
    void categoriesAreThoseOfUnicode() {
        Alphabet capitals = Category.alphabet("Lu");
        assertThat(capitals.containsAll("AÄΩ")).isTrue();
        assertThat(capitals.contains('a')).isFalse();
        Alphabet letters = Category.alphabet("L");
        assertThat(letters.minus(Category.alphabet("Lu", "Ll", "Lt", "Lm", "Lo"))
                        .isEmpty())
                .isTrue();
        assertThat(letters.and(capitals)).isEqualTo(capitals);
        assertThat(Category.alphabet("L", "M", "N", "Z", "C", "P", "S")).isEqualTo(Alphabet.UNICODE);
        assertThat(Category.alphabet("Cs").isEmpty()).isTrue();
    }

    private static Alphabet alphabet(Set<Integer> codePoints) {
        return Alphabet.ofCharacters(
                codePoints.stream().map(Character::toString).collect(Collectors.joining()));
    }

    private static Set<Integer> codePoints(Alphabet alphabet) {
        return IntStream.range(0, alphabet.size()).map(alphabet::at).boxed().collect(Collectors.toSet());
    }
}
