package io.headgate.server;

import static io.headgate.server.EventLog.fields;
import static java.util.Map.entry;

import io.headgate.balance.BalanceEvent;
import io.headgate.balance.Health;
import io.headgate.proxy.ProxyEvent;
import java.util.Locale;
import java.util.SequencedMap;

/** Puts what the data plane reports into words and into the log. */
final class ProxyEvents implements ProxyEvent.Sink {
    private final EventLog log;

    ProxyEvents(EventLog log) {
        this.log = log;
    }

    @Override
    public void accept(ProxyEvent event) {
        switch (event) {
            case ProxyEvent.HealthChanged(var pool, var endpoint, var from, var to, var why) ->
                log.publish(
                        Event.Kind.HEALTH,
                        "pool " + pool + ", endpoint " + endpoint + ": " + word(from) + " -> " + word(to) + ": " + why,
                        fields(
                                entry("pool", pool),
                                entry("endpoint", endpoint),
                                entry("from", word(from)),
                                entry("to", word(to)),
                                entry("reason", why)));
            case ProxyEvent.Balance(var pool, var worker, var what) -> balance(pool, worker, what);
            case ProxyEvent.Swapped(var revision) ->
                log.publish(
                        Event.Kind.APPLIED,
                        "revision " + revision + " is in force",
                        fields(entry("revision", revision)));
        }
    }

    private void balance(String pool, int worker, BalanceEvent event) {
        String where = "pool " + pool + ", worker " + worker + ": ";
        SequencedMap<String, Object> fields = fields(entry("pool", pool), entry("worker", (long) worker));
        switch (event) {
            case BalanceEvent.Ejected(var endpoint, var failures, var duration) -> {
                fields.put("endpoint", endpoint);
                fields.put("failures", (long) failures);
                fields.put("seconds", duration.toSeconds());
                log.publish(
                        Event.Kind.EJECTED,
                        where + "endpoint " + endpoint + " failed " + failures + " times in a row, out of use for "
                                + duration.toSeconds() + " s",
                        fields);
            }
            case BalanceEvent.Returned(var endpoint) -> {
                fields.put("endpoint", endpoint);
                log.publish(Event.Kind.RETURNED, where + "endpoint " + endpoint + " is back in use", fields);
            }
            case BalanceEvent.PanicEntered(var available, var known) ->
                log.publish(
                        Event.Kind.PANIC_ENTERED,
                        where + "only " + available + " of " + known + " endpoints are available, all are used",
                        counts(fields, available, known));
            case BalanceEvent.PanicLeft(var available, var known) ->
                log.publish(
                        Event.Kind.PANIC_LEFT,
                        where + available + " of " + known + " endpoints are available again",
                        counts(fields, available, known));
        }
    }

    private static SequencedMap<String, Object> counts(SequencedMap<String, Object> fields, int available, int known) {
        fields.put("available", (long) available);
        fields.put("known", (long) known);
        return fields;
    }

    private static String word(Health health) {
        return health.name().toLowerCase(Locale.ROOT);
    }
}
