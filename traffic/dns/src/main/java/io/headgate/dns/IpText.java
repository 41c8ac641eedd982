package io.headgate.dns;

/** Addresses as text. Stateless. */
final class IpText {
    private static final int GROUPS = 8;

    private IpText() {}

    /** @param whole what an error names */
    static int v4(String text, String whole) {
        String[] parts = text.split("\\.", -1);
        int bits = 0;
        for (String part : parts) {
            boolean number = !part.isEmpty()
                    && part.length() <= 3
                    && part.chars().allMatch(c -> c >= '0' && c <= '9')
                    && (part.length() == 1 || part.charAt(0) != '0');
            if (parts.length != 4 || !number || Integer.parseInt(part) > 255) {
                throw new IllegalArgumentException("address: " + whole
                        + (text.equals(whole) ? " (expected: an IPv4 address)" : " (expected: an IPv6 address)"));
            }
            bits = bits << 8 | Integer.parseInt(part);
        }
        return bits;
    }

    static IpAddress.V6 v6(String text) {
        String hex = text;
        int dots = text.indexOf('.');
        if (dots >= 0) {
            int colon = text.lastIndexOf(':', dots);
            int bits = v4(text.substring(colon + 1), text);
            hex = text.substring(0, colon + 1) + Integer.toHexString(bits >>> 16) + ":"
                    + Integer.toHexString(bits & 0xFFFF);
        }
        int gap = hex.indexOf("::");
        if (gap < 0) {
            return ofGroups(text, groups(text, hex), new int[0], /* gap= */ false);
        }
        return ofGroups(
                text, groups(text, hex.substring(0, gap)), groups(text, hex.substring(gap + 2)), /* gap= */ true);
    }

    private static int[] groups(String whole, String text) {
        if (text.isEmpty()) {
            return new int[0];
        }
        String[] parts = text.split(":", -1);
        var groups = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (part.isEmpty() || part.length() > 4 || !part.chars().allMatch(IpText::isHex)) {
                throw notV6(whole);
            }
            groups[i] = Integer.parseInt(part, 16);
        }
        return groups;
    }

    private static boolean isHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static IpAddress.V6 ofGroups(String whole, int[] before, int[] after, boolean gap) {
        int given = before.length + after.length;
        if (gap ? given >= GROUPS : given != GROUPS) {
            throw notV6(whole);
        }
        var words = new long[2];
        for (int i = 0; i < before.length; i++) {
            put(words, i, before[i]);
        }
        for (int i = 0; i < after.length; i++) {
            put(words, GROUPS - after.length + i, after[i]);
        }
        return new IpAddress.V6(words[0], words[1]);
    }

    private static void put(long[] words, int index, long group) {
        words[index / 4] |= group << (48 - 16 * (index % 4));
    }

    private static IllegalArgumentException notV6(String text) {
        return new IllegalArgumentException("address: " + text + " (expected: an IPv6 address)");
    }

    /** RFC 5952: no leading zeros, lower case, the first of the longest runs of two or more zero groups as {@code ::}. */
    static String format(long high, long low) {
        var groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (int) ((i < 4 ? high : low) >>> (48 - 16 * (i % 4))) & 0xFFFF;
        }
        int best = GROUPS;
        int bestLength = 1;
        for (int from = 0; from < GROUPS; from++) {
            int to = from;
            while (to < GROUPS && groups[to] == 0) {
                to++;
            }
            if (to - from > bestLength) {
                best = from;
                bestLength = to - from;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == best) {
                text.append("::");
                i += bestLength - 1;
            } else {
                text.append(i > 0 && text.charAt(text.length() - 1) != ':' ? ":" : "")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
