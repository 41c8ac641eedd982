package io.headgate.property;

/**
 * Addresses of electronic mail: a dot-atom of RFC 5322, section 3.2.3, at a domain. Within the lengths of RFC 5321,
 * section 4.5.3.1: 64 before the at sign and 254 in all.
 */
final class Emails extends Generator<String> {
    private static final int MAX_LENGTH = 254;
    private static final int MAX_LOCAL = 64;
    private static final Alphabet ATOM =
            Alphabet.of('0', '9', 'A', 'Z', 'a', 'z').plus(Alphabet.ofCharacters("!#$%&'*+-/=?^_`{|}~"));

    @Override
    String generate(TestCase testCase) {
        StringBuilder local = new StringBuilder();
        new Repetition(1, MAX_LOCAL).run(testCase, () -> {
            int dot = local.isEmpty() ? 0 : 1;
            int room = MAX_LOCAL - local.length() - dot;
            if (room < 1) {
                return false;
            }
            local.append(".".repeat(dot))
                    .append(testCase.recording()
                            .choose(new TextChoice.Bounds(ATOM, 1, room))
                            .value());
            return true;
        });
        int room = MAX_LENGTH - local.length() - "@".length();
        return local + "@" + testCase.draw(DomainGenerator.any().maxLength(room));
    }
}
