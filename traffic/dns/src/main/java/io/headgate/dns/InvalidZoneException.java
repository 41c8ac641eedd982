package io.headgate.dns;

import java.util.List;

/** Records do not make a zone. Says everything that is wrong, each with its place and what is accepted. */
public final class InvalidZoneException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidZoneException(DnsName apex, List<String> problems) {
        super("zone " + apex + ": " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each problem: the name, the type, what is there and what is expected. At least one, at most 100. */
    public List<String> problems() {
        return problems;
    }
}
