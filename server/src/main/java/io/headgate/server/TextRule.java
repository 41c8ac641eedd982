package io.headgate.server;

import java.util.regex.Pattern;

/**
 * What a piece of text must look like.
 *
 * @param pattern for the whole text
 * @param maxLength in UTF-16 units; checked first, so that no pattern runs on long text
 * @param expected the rule in words
 */
record TextRule(Pattern pattern, int maxLength, String expected) {

    /** Any text, for what is looked up afterwards. */
    static final TextRule ANY = rule("(?s).*", 1 << 20, "text");

    static final TextRule NAME = rule(
            "[A-Za-z0-9][A-Za-z0-9_.-]*", 63, "letters, digits, '-', '_' and '.', at most 63, a letter or digit first");

    /** RFC 9110, 5.6.2. */
    static final TextRule TOKEN =
            rule("[!#$%&'*+.^_`|~0-9A-Za-z-]+", 128, "letters, digits and !#$%&'*+-.^_`|~, at most 128");

    /** RFC 9110, 9.1; as it is sent, since methods are case-sensitive. */
    static final TextRule METHOD = rule("[A-Z][A-Z-]*", 32, "a method in upper case such as GET or POST");

    /** RFC 9110, 5.5, without obs-text: nothing that could end the field. */
    static final TextRule FIELD_VALUE = rule(
            "([!-~]([\\t -~]*[!-~])?)?",
            4_096,
            "printable ASCII, no line break, no space at either end, at most 4096 characters");

    /** RFC 3986, 3.3, as the data plane normalises it: see {@link #normal}. */
    static final TextRule PATH = rule(
            "/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*",
            1_024, "a path that begins with '/', without query, spaces or unescaped non-ASCII");

    static final TextRule FILE = rule("[^\\x00]+", 4_096, "a file name");

    static final TextRule HOST = rule(
            "(?i)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?",
            253,
            "a DNS name such as api.internal");

    static final TextRule CONTENT_TYPE =
            rule("[!#$&^_.+0-9A-Za-z-]+/[!#$&^_.+0-9A-Za-z-]+([ ]*;[ -~]*)?", 256, "a media type such as text/plain");

    private static TextRule rule(String pattern, int maxLength, String expected) {
        return new TextRule(Pattern.compile(pattern), maxLength, expected);
    }

    boolean accepts(String text) {
        return text.length() <= maxLength && pattern.matcher(text).matches();
    }

    /** Whether a path has no empty, {@code .} or {@code ..} segment; requests are compared in that form only. */
    static boolean normal(String path) {
        return !path.contains("//") && !(path + "/").contains("/./") && !(path + "/").contains("/../");
    }
}
