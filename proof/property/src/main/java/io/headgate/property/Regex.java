package io.headgate.property;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a pattern of java.util.regex, by recursive descent, into parts that texts are built from. Which characters a
 * class such as {@code [a-z&&[^m]]} or {@code \p{Lu}} has is asked of {@link Pattern} itself, one code point after the
 * other, so that it means here what it means there, whatever the flags. The pattern has been compiled before: its syntax
 * is right.
 *
 * <p>Confined to the reading of one pattern.
 */
final class Regex {
    /** What a single character may depend on; the others are refused. */
    private static final int FLAGS = Pattern.CASE_INSENSITIVE
            | Pattern.UNICODE_CASE
            | Pattern.DOTALL
            | Pattern.UNIX_LINES
            | Pattern.UNICODE_CHARACTER_CLASS
            | Pattern.LITERAL;

    private static final String LINE_BREAKS = "\n\u000B\f\r\u0085\u2028\u2029";

    private final String regex;
    private final Map<String, Alphabet> alphabets = new HashMap<>();
    private int at;
    private int flags;
    /** Whether a text that was built may fail to match. */
    private boolean mayMiss;

    private Regex(String regex, int flags) {
        this.regex = (flags & Pattern.LITERAL) == 0 ? withoutQuotes(regex) : regex;
        this.flags = flags;
    }

    /** The texts that match a pattern as a whole. */
    static Generator<String> generator(String regex, int flags) {
        Pattern pattern = Pattern.compile(regex, flags);
        if ((flags & ~FLAGS) != 0) {
            throw new IllegalArgumentException("fromRegex: flags 0x" + Integer.toHexString(flags & ~FLAGS)
                    + " (expected: none but those of 0x" + Integer.toHexString(FLAGS) + ")");
        }
        Regex reader = new Regex(regex, flags);
        RegexNode root = reader.root();
        for (RegexNode.Anchor anchor : root.misplacedAnchors()) {
            throw reader.refused(
                    anchor.construct() + " inside of the text", anchor.index(), "at its begin or its end only");
        }
        Generator<String> texts = root.generator();
        return reader.mayMiss ? texts.filter(text -> pattern.matcher(text).matches()) : texts;
    }

    /** The same pattern with what stands between {@code \Q} and {@code \E} escaped one by one, as Pattern does too. */
    private static String withoutQuotes(String regex) {
        StringBuilder plain = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (regex.startsWith(quoted ? "\\E" : "\\Q", i)) {
                quoted = !quoted;
                i++;
            } else if (quoted) {
                plain.append(c < 128 && !Character.isLetterOrDigit(c) ? "\\" : "")
                        .append(c);
            } else {
                plain.append(c);
                if (c == '\\') {
                    plain.append(regex.charAt(++i));
                }
            }
        }
        return plain.toString();
    }

    private RegexNode root() {
        if ((flags & Pattern.LITERAL) != 0) {
            flags &= ~Pattern.LITERAL;
            return new RegexNode.Sequence(
                    regex.codePoints().mapToObj(this::character).toList());
        }
        return alternation();
    }

    private RegexNode alternation() {
        List<RegexNode> branches = new ArrayList<>();
        branches.add(sequence());
        while (accept("|")) {
            branches.add(sequence());
        }
        return branches.size() == 1 ? branches.getFirst() : new RegexNode.Alternation(branches);
    }

    private RegexNode sequence() {
        List<RegexNode> parts = new ArrayList<>();
        while (at < regex.length() && !sees("|") && !sees(")")) {
            parts.add(quantified(atom()));
        }
        return parts.size() == 1 ? parts.getFirst() : new RegexNode.Sequence(parts);
    }

    private RegexNode quantified(RegexNode atom) {
        int min;
        int max = Integer.MAX_VALUE;
        if (accept("?")) {
            min = 0;
            max = 1;
        } else if (accept("*")) {
            min = 0;
        } else if (accept("+")) {
            min = 1;
        } else if (accept("{")) {
            String[] bounds = upTo("}").split(",", -1);
            min = Integer.parseInt(bounds[0]);
            max = bounds.length == 1 ? min : bounds[1].isEmpty() ? max : Integer.parseInt(bounds[1]);
        } else {
            return atom;
        }
        if (accept("+")) {
            mayMiss = true;
        } else {
            accept("?");
        }
        if (sees("{")) {
            // Pattern takes it for a quantifier of nothing.
            throw refused("a quantifier of a quantifier", at, "a group around the first");
        }
        return new RegexNode.Repeated(atom, min, max);
    }

    private RegexNode atom() {
        int begin = at;
        int codePoint = next();
        return switch (codePoint) {
            case '(' -> group(begin);
            case '[' -> {
                skipClass();
                yield alphabet(begin);
            }
            case '.' -> alphabet(begin);
            case '^' -> new RegexNode.Anchor(/* begin= */ true, "^", begin);
            case '$' -> new RegexNode.Anchor(/* begin= */ false, "$", begin);
            case '\\' -> escape(begin);
            default -> character(codePoint);
        };
    }

    private RegexNode group(int begin) {
        int before = flags;
        if (accept("?")) {
            if (accept(">")) {
                mayMiss = true;
            } else if (sees("=") || sees("!")) {
                throw refused("look-ahead", begin, "none");
            } else if (sees("<=") || sees("<!")) {
                throw refused("look-behind", begin, "none");
            } else if (accept("<")) {
                upTo(">");
            } else if (!accept(":") && !groupFlags(begin)) {
                return new RegexNode.Literal("");
            }
        }
        RegexNode inner = alternation();
        next(); // the closing parenthesis
        flags = before;
        return inner;
    }

    /** Reads flags; true if they are for a group, false if for what follows. */
    private boolean groupFlags(int begin) {
        boolean on = true;
        while (true) {
            int letter = next();
            switch (letter) {
                case ')' -> {
                    return false;
                }
                case ':' -> {
                    return true;
                }
                case '-' -> on = false;
                default -> {
                    int flag = flag(letter, begin);
                    flags = on ? flags | flag : flags & ~flag;
                }
            }
        }
    }

    private int flag(int letter, int begin) {
        return switch (letter) {
            case 'i' -> Pattern.CASE_INSENSITIVE;
            case 'u' -> Pattern.UNICODE_CASE;
            case 's' -> Pattern.DOTALL;
            case 'd' -> Pattern.UNIX_LINES;
            // As in Pattern, the one implies the other.
            case 'U' -> Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE;
            default -> throw refused("the flag " + Character.toString(letter), begin, "one of i, u, s, d, U");
        };
    }

    private RegexNode escape(int begin) {
        int letter = next();
        return switch (letter) {
            case 'A', 'G' -> new RegexNode.Anchor(/* begin= */ true, "\\" + (char) letter, begin);
            case 'z', 'Z' -> new RegexNode.Anchor(/* begin= */ false, "\\" + (char) letter, begin);
            case 'b', 'B' -> {
                if (sees("{")) {
                    throw refused("the boundary \\b{...}", begin, "\\b");
                }
                mayMiss = true;
                yield new RegexNode.Literal("");
            }
            case 'R' -> {
                // \r and \n from two of them would be read as one.
                mayMiss = true;
                yield new RegexNode.Alternation(List.of(
                        new RegexNode.OneOfAlphabet(Alphabet.ofCharacters(LINE_BREAKS)),
                        new RegexNode.Literal("\r\n")));
            }
            case 'X' -> throw refused("\\X, a grapheme", begin, "single characters");
            case 'k', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> throw refused("a back reference", begin, "none");
            case 'd', 'D', 's', 'S', 'w', 'W', 'h', 'H', 'v', 'V' -> alphabet(begin);
            case 'p', 'P', 'N' -> {
                if (accept("{")) {
                    upTo("}");
                } else {
                    next();
                }
                yield alphabet(begin);
            }
            case 't' -> character('\t');
            case 'n' -> character('\n');
            case 'r' -> character('\r');
            case 'f' -> character('\f');
            case 'a' -> character('\u0007');
            case 'e' -> character('\u001B');
            case 'c' -> character(next() ^ 64);
            case 'x' -> character(accept("{") ? Integer.parseInt(upTo("}"), 16) : digits(2, 2, 16));
            case 'u' -> character(utf16());
            // At most \377.
            case '0' -> character(digits(1, regex.charAt(at) <= '3' ? 3 : 2, 8));
            default -> character(letter);
        };
    }

    private int utf16() {
        char first = (char) digits(4, 4, 16);
        if (Character.isHighSurrogate(first) && sees("\\u")) {
            int second = Integer.parseInt(regex.substring(at + 2, at + 6), 16);
            if (Character.isLowSurrogate((char) second)) {
                at += 6;
                return Character.toCodePoint(first, (char) second);
            }
        }
        return first;
    }

    /** A character that stands for itself, or for those that differ from it in case only. */
    private RegexNode character(int codePoint) {
        if ((flags & Pattern.CASE_INSENSITIVE) == 0) {
            return new RegexNode.Literal(Character.toString(codePoint));
        }
        String self = String.format("\\x{%x}", codePoint);
        return new RegexNode.OneOfAlphabet(matching(self));
    }

    /** What the construct from {@code begin} up to here matches, which is a single character. */
    private RegexNode alphabet(int begin) {
        String construct = regex.substring(begin, at);
        Alphabet alphabet = matching(construct);
        if (alphabet.isEmpty()) {
            throw refused("no character is " + construct, begin, "one that is");
        }
        return new RegexNode.OneOfAlphabet(alphabet);
    }

    private Alphabet matching(String construct) {
        // Under other flags the same construct may mean something else.
        return alphabets.computeIfAbsent(flags + construct, _ -> search(construct));
    }

    private Alphabet search(String construct) {
        StringBuilder candidate = new StringBuilder(2);
        Matcher matcher = Pattern.compile(construct, flags).matcher(candidate);
        return Alphabet.UNICODE.filter(codePoint -> {
            candidate.setLength(0);
            candidate.appendCodePoint(codePoint);
            return matcher.reset().matches();
        });
    }

    /** Skips a class whose opening bracket was read, up to its closing one. */
    private void skipClass() {
        accept("^");
        accept("]"); // As the first one it stands for itself.
        while (!accept("]")) {
            int c = next();
            if (c == '[') {
                skipClass();
            } else if (c == '\\') {
                next();
            }
        }
    }

    private int digits(int least, int most, int radix) {
        int end = at + least;
        while (end < at + most && end < regex.length() && Character.digit(regex.charAt(end), radix) >= 0) {
            end++;
        }
        int value = Integer.parseInt(regex.substring(at, end), radix);
        at = end;
        return value;
    }

    private String upTo(String end) {
        int found = regex.indexOf(end, at);
        String text = regex.substring(at, found);
        at = found + end.length();
        return text;
    }

    private int next() {
        int codePoint = regex.codePointAt(at);
        at += Character.charCount(codePoint);
        return codePoint;
    }

    private boolean sees(String text) {
        return regex.startsWith(text, at);
    }

    private boolean accept(String text) {
        if (!sees(text)) {
            return false;
        }
        at += text.length();
        return true;
    }

    private IllegalArgumentException refused(String construct, int index, String expected) {
        return new IllegalArgumentException(
                "fromRegex: " + construct + " at index " + index + " of " + regex + " (expected: " + expected + ")");
    }
}
