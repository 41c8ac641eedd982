package io.headgate.property;

import java.util.HashMap;
import java.util.Map;

/** The general categories of Unicode, by the names of its standard: two letters, or the first of them for a group. */
final class Category {
    // Bit n stands for the category that Character.getType calls n.
    private static final Map<String, Integer> TYPES = new HashMap<>();

    static {
        name("Lu", Character.UPPERCASE_LETTER);
        name("Ll", Character.LOWERCASE_LETTER);
        name("Lt", Character.TITLECASE_LETTER);
        name("Lm", Character.MODIFIER_LETTER);
        name("Lo", Character.OTHER_LETTER);
        name("Mn", Character.NON_SPACING_MARK);
        name("Me", Character.ENCLOSING_MARK);
        name("Mc", Character.COMBINING_SPACING_MARK);
        name("Nd", Character.DECIMAL_DIGIT_NUMBER);
        name("Nl", Character.LETTER_NUMBER);
        name("No", Character.OTHER_NUMBER);
        name("Zs", Character.SPACE_SEPARATOR);
        name("Zl", Character.LINE_SEPARATOR);
        name("Zp", Character.PARAGRAPH_SEPARATOR);
        name("Cc", Character.CONTROL);
        name("Cf", Character.FORMAT);
        name("Co", Character.PRIVATE_USE);
        name("Cs", Character.SURROGATE);
        name("Cn", Character.UNASSIGNED);
        name("Pd", Character.DASH_PUNCTUATION);
        name("Ps", Character.START_PUNCTUATION);
        name("Pe", Character.END_PUNCTUATION);
        name("Pc", Character.CONNECTOR_PUNCTUATION);
        name("Po", Character.OTHER_PUNCTUATION);
        name("Pi", Character.INITIAL_QUOTE_PUNCTUATION);
        name("Pf", Character.FINAL_QUOTE_PUNCTUATION);
        name("Sm", Character.MATH_SYMBOL);
        name("Sc", Character.CURRENCY_SYMBOL);
        name("Sk", Character.MODIFIER_SYMBOL);
        name("So", Character.OTHER_SYMBOL);
    }

    private Category() {}

    private static void name(String name, byte type) {
        int bit = 1 << type;
        TYPES.put(name, bit);
        TYPES.merge(name.substring(0, 1), bit, (a, b) -> a | b);
    }

    /**
     * The characters of some categories, surrogates never among them.
     *
     * @throws IllegalArgumentException if a name is not one of a category
     */
    static Alphabet alphabet(String... names) {
        int types = 0;
        for (String name : names) {
            Integer bits = TYPES.get(name);
            if (bits == null) {
                throw new IllegalArgumentException("category: " + name
                        + " (expected: a general category of Unicode such as Lu, or a group of them such as L)");
            }
            types |= bits;
        }
        int wanted = types;
        return Alphabet.UNICODE.filter(codePoint -> (wanted >>> Character.getType(codePoint) & 1) == 1);
    }
}
