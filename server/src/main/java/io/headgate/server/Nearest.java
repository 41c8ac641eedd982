package io.headgate.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The names nearest to a misspelt one.
 *
 * <p>Distance: optimal string alignment (Damerau 1964; Wagner and Fischer's table with transpositions of neighbours), so that a
 * letter too many, missing, wrong or swapped with its neighbour each cost one. A name is near within a third of its length, at
 * least one. Cost: |word| × |name| per name; words over {@link #MAX_LENGTH} are not compared.
 *
 * <p>Worked number: {@code helth} and {@code health} are 1 apart; {@code health} allows 2.
 */
final class Nearest {

    private static final int MAX_LENGTH = 64;
    private static final int MAX_SUGGESTIONS = 3;

    /** More candidates than this are not worth the wait: 10,000 pools, each misspelt, would be 10^8 tables. */
    private static final int MAX_CANDIDATES = 1_000;

    private Nearest() {}

    /** All names at the smallest distance, at most three, in their given order; empty when none is near. */
    static List<String> to(String word, Collection<String> names) {
        if (word.length() > MAX_LENGTH || names.size() > MAX_CANDIDATES) {
            return List.of();
        }
        List<String> nearest = new ArrayList<>();
        int best = Integer.MAX_VALUE;
        for (String name : names) {
            if (Math.abs(name.length() - word.length()) > allowed(name)) {
                continue;
            }
            int distance = distance(word, name);
            if (distance > allowed(name) || distance > best) {
                continue;
            }
            if (distance < best) {
                nearest.clear();
                best = distance;
            }
            nearest.add(name);
        }
        return List.copyOf(nearest.subList(0, Math.min(nearest.size(), MAX_SUGGESTIONS)));
    }

    private static int allowed(String name) {
        return Math.max(1, name.length() / 3);
    }

    /** Edits from one to the other; case counts. */
    static int distance(String a, String b) {
        int[][] table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                table[i][j] = cell(table, a, b, i, j);
            }
        }
        return table[a.length()][b.length()];
    }

    private static int cell(int[][] table, String a, String b, int i, int j) {
        if (i == 0 || j == 0) {
            return i + j;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int edits = Math.min(table[i - 1][j - 1] + change, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(edits, table[i - 2][j - 2] + 1) : edits;
    }
}
