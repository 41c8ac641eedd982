package io.headgate.bench;

import java.util.List;

/**
 * One line of the comparison of stores.
 *
 * @param title its name in tables and on the command line
 */
record StoreRow(String title, StoreLoad load) {

    /** Every row, in the order of the table. */
    static final List<StoreRow> ALL = List.of(
            closed("put-1", StoreLoad.Unary.Operation.PUT, 1),
            closed("put-64", StoreLoad.Unary.Operation.PUT, 64),
            closed("get-1", StoreLoad.Unary.Operation.GET, 1),
            closed("get-64", StoreLoad.Unary.Operation.GET, 64),
            closed("range-1000", StoreLoad.Unary.Operation.RANGE_1000, 4),
            closed("txn-64", StoreLoad.Unary.Operation.TXN, 64),
            paced("put-paced", StoreLoad.Unary.Operation.PUT),
            paced("get-paced", StoreLoad.Unary.Operation.GET),
            new StoreRow("watch-1000", new StoreLoad.FanOut(1_000, new Pace.Fixed(10))));

    /** The row of that title, which has to be one of {@link #ALL}. */
    static StoreRow titled(String title) {
        return ALL.stream()
                .filter(row -> row.title.equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("title: " + title + " (expected: one of "
                        + ALL.stream().map(StoreRow::title).toList() + ")"));
    }

    private static StoreRow closed(String title, StoreLoad.Unary.Operation operation, int clients) {
        return new StoreRow(title, new StoreLoad.Unary(operation, clients, new Pace.Closed()));
    }

    /** A rate far below what a store can do, so that nothing queues. */
    private static StoreRow paced(String title, StoreLoad.Unary.Operation operation) {
        return new StoreRow(title, new StoreLoad.Unary(operation, 8, new Pace.Fixed(200)));
    }
}
