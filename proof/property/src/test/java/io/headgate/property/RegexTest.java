package io.headgate.property;

import static io.headgate.property.Generators.fromRegex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "a|b|",
                "a?b*c+d{3}e{2,}f{1,4}",
                "(a{2}){3}",
                "a(?i)b",
                "x??y*?z+?",
                "(a(b(c)?)*|d)+",
                "(?<year>\\d{4})-(?<month>0[1-9]|1[0-2])",
                "(?:GET|HEAD) /[!-~&&[^ ]]*",
                "[abc]",
                "[^abc]",
                "[a-zA-Z_][a-zA-Z0-9_]*",
                "[]a]",
                "[^]a]",
                "[a\\]b\\[]",
                "[a-c[x-z]]",
                "[a-z&&[^aeiou]&&[b-m]]",
                "[\\Q[^]\\Ex]",
                "[\\p{L}\\d&&[^a-z]]",
                ".",
                "(?s).",
                "(?d).{5}",
                "\\d\\D\\s\\S\\w\\W\\h\\H\\v\\V",
                "(?U)\\w\\d",
                "\\p{Lu}\\pN\\P{L}\\p{IsGreek}\\p{InCyrillic}\\p{javaUpperCase}\\p{Alpha}",
                "\\N{LATIN SMALL LETTER SHARP S}",
                "\\t\\n\\r\\f\\a\\e\\cA\\x41\\x{1F600}\\u00e9\\uD83D\\uDE00\\07\\0377\\0400",
                "\\.\\*\\\\\\/\\-\\ ",
                "\\Qa.b*(\\E+",
                "\\Qopen",
                "\uD83D\uDE00+",
                "a]b}c",
                "(?i)straße",
                "(?iu)straßeİ",
                "a(?i)b(?-i)c",
                "((?i)a)b",
                "(?i:a)b",
                "(?i-s:a.)b",
                "^abc$",
                "\\Aabc\\z",
                "\\Gabc\\Z",
                "(^a|^b)c*(d$|e\\z)",
                "^^a$$",
                "^$",
                "(^a)?",
                "\\bword\\b \\Bx?",
                "a++b",
                "x?+[xy]",
                "(?i)[a](?-i)[a]",
                "(?>a|ab)c",
                "\\R",
                "\\R{3}a",
                "([a-z0-9]+(-[a-z0-9]+)*\\.)+[a-z]{2,6}",
                "((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)",
                "\"([^\"\\\\]|\\\\.)*\"",
            })
    void everyTextMatchesAsAWhole(String regex) {
        Pattern pattern = Pattern.compile(regex);
        Generator<String> texts = fromRegex(regex);
        Random64 random = new Random64(20_260_101);
        int valid = 0;
        for (int i = 0; i < 200; i++) {
            Drawing<String> drawing = Drawing.random(texts, random.split());
            if (drawing.isValid()) {
                valid++;
                assertThat(drawing.drawn()).matches(pattern);
            }
        }
        assertThat(valid).as("texts").isGreaterThan(100);
    }

    @Test
    void flagsOfThePatternCount() {
        assertThat(drawn("ab", Pattern.CASE_INSENSITIVE)).containsExactlyInAnyOrder("ab", "Ab", "aB", "AB");
        assertThat(drawn("a.b|", Pattern.LITERAL)).containsExactly("a.b|");
        assertThat(drawn("k", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE))
                .containsExactlyInAnyOrder("k", "K", "\u212A");
        assertThat(drawn("(.)", Pattern.DOTALL)).contains("\n");
    }

    @Test
    void everyBranchAndEveryCountIsMet() {
        assertThat(drawn("a|b|c{1,3}", 0)).containsExactlyInAnyOrder("a", "b", "c", "cc", "ccc");
    }

    @Test
    void theShortestTextOfTheFirstBranchesIsSimplest() {
        assertThat(Drawing.simplest(fromRegex("(ab|c)[x-z]{2,}\\d*")).drawn()).isEqualTo("abxx");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a(?=b); look-ahead at index 1",
                "a(?!b); look-ahead at index 1",
                "(?<=a)b; look-behind at index 0",
                "(?<!a)b; look-behind at index 0",
                "(a)\\1; back reference at index 3",
                "(?<x>a)\\k<x>; back reference at index 7",
                "a\\X; grapheme at index 1",
                "\\b{g}a; boundary \\b{...} at index 0",
                "(?m)a; flag m at index 0",
                "(?i)(?x: a); flag x at index 4",
                "a{2}{3}; quantifier of a quantifier at index 4",
                "a^b; ^ inside of the text at index 1",
                "(a$)+; $ inside of the text at index 2",
                "a$b?; $ inside of the text at index 1",
                "a*\\A; \\A inside of the text at index 2",
                "a\\z\\d; \\z inside of the text at index 1",
                "a[a&&b]; no character is [a&&b] at index 1",
                "[\\uD800]; no character is [\\uD800] at index 0",
            })
    void whatCannotBeBuiltIsRefusedByNameAndPlace(String regex, String named) {
        assertThatThrownBy(() -> fromRegex(regex))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named)
                .hasMessageContaining("of " + regex);
    }

    @Test
    void flagsThatChangeTheSyntaxAreRefused() {
        assertThatThrownBy(() -> fromRegex("a", Pattern.COMMENTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("flags 0x4");
    }

    @Test
    void aPatternThatIsNoneIsRefusedByTheJdk() {
        assertThatThrownBy(() -> fromRegex("a(")).isInstanceOf(PatternSyntaxException.class);
    }

    private static Set<String> drawn(String regex, int flags) {
        Generator<String> generator = fromRegex(regex, flags);
        Set<String> texts = new HashSet<>();
        Random64 random = new Random64(20_260_101);
        for (int i = 0; i < 1_000; i++) {
            texts.add(Drawing.random(generator, random.split()).drawn());
        }
        return texts;
    }
}
