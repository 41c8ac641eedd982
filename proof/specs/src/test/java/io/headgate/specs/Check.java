package io.headgate.specs;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The command {@code proof/specs/check}: every model on all cores, and a table of what TLC found. */
final class Check {
    private static final Duration TIME_LIMIT = Duration.ofMinutes(30);

    private Check() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var wanted = new ArrayList<>(List.of(arguments));
        var judge = new Judge(/* update= */ wanted.remove("--update"));
        var catalogue = Catalogue.here();
        var models = catalogue.models().stream()
                .filter(model -> wanted.isEmpty() || wanted.contains(model.spec()) || wanted.contains(model.toString()))
                .toList();
        if (models.isEmpty()) {
            System.err.println("check: " + wanted + " (expected: names of " + catalogue.specs()
                    + ", alone or with one of their models as in Paxos/small, or --update)");
            System.exit(2);
        }
        System.exit(run(catalogue, models, judge) ? 0 : 1);
    }

    private static boolean run(Catalogue catalogue, List<Model> models, Judge judge)
            throws IOException, InterruptedException {
        int cores = Runtime.getRuntime().availableProcessors();
        var complaints = new ArrayList<String>();
        var rows = new ArrayList<ResultTable.Row>();
        for (var model : models) {
            // A trace is the same in every run only if one worker searches; small models are faster that way, too.
            var tlc = new Tlc(catalogue.specFolder(), model.isLarge() ? cores : 1, TIME_LIMIT);
            try (var ticker = new Ticker(model + " (" + (rows.size() + 1) + " of " + models.size() + ")")) {
                var result = tlc.run(model, ticker::show);
                rows.add(new ResultTable.Row(model, result));
                judge.complaint(model, result).ifPresent(complaints::add);
            }
        }
        System.out.print(new ResultTable(rows).markdown());
        complaints.forEach(System.err::println);
        System.err.printf(Locale.ROOT, "%d models, %d not as written down%n", models.size(), complaints.size());
        return complaints.isEmpty();
    }
}
