package io.headgate.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What the rounds of one subject on one row came to.
 *
 * @param rounds those that are figures
 * @param voided number of those that are not
 */
record Figures(List<Measurement> rounds, long voided) {
    Figures {
        rounds = List.copyOf(rounds);
    }

    static Figures of(String row, String subject, List<Measurement> measurements) {
        var all = measurements.stream()
                .filter(each -> each.row().equals(row) && each.subject().equals(subject))
                .toList();
        var rounds = all.stream().filter(Measurement::isFigure).toList();
        return new Figures(rounds, all.size() - rounds.size());
    }

    /** Why rounds are void, a sentence each. */
    static List<String> problems(List<Measurement> measurements) {
        return measurements.stream()
                .filter(measurement -> !measurement.isFigure())
                .map(measurement -> measurement.row() + ", " + measurement.subject() + ", round " + measurement.round()
                        + " is void: " + String.join("; ", measurement.problems()))
                .toList();
    }

    boolean isEmpty() {
        return rounds.isEmpty();
    }

    /** @throws IllegalArgumentException when there are none */
    Spread spread(ToDoubleFunction<Measurement> figure) {
        return Spread.of(rounds.stream().mapToDouble(figure).toArray());
    }

    /** @throws IllegalArgumentException when there are none */
    double median(ToDoubleFunction<Measurement> figure) {
        return spread(figure).median();
    }
}
