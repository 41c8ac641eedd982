package io.headgate.specs;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Finds the conditions that a specification gives a name to, so that a model can leave them out. */
final class Guards {
    private static final Pattern NAMED = Pattern.compile("\\b(?:Guard|Effect)\\(\\s*\"([^\"]+)\"");

    /** A comment to the end of the line, or one between brackets; those that are nested in one another are not looked for. */
    private static final Pattern COMMENT = Pattern.compile("\\\\\\*[^\\n]*|\\(\\*.*?\\*\\)", Pattern.DOTALL);

    private Guards() {}

    /** The names in {@code Guard("name", …)} and {@code Effect("name", …)} outside of comments. */
    static Set<String> in(String module) {
        var names = new TreeSet<String>();
        var matcher = NAMED.matcher(COMMENT.matcher(module).replaceAll(""));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
