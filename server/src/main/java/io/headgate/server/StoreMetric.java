package io.headgate.server;

import java.util.List;

/** Every metric of a store's member besides those of the Java process. docs/store.md is compared with this list. */
enum StoreMetric implements ScrapedMetric {
    HAS_LEADER("headgate_store_has_leader", Type.GAUGE, "1 while the member knows a leader."),
    IS_LEADER("headgate_store_is_leader", Type.GAUGE, "1 while the member leads."),
    LEADER_CHANGES(
            "headgate_store_leader_changes_total",
            Type.COUNTER,
            "Times it followed another leader than before, or none."),
    BALLOT("headgate_store_ballot_round", Type.GAUGE, "Round of the ballot that it follows; etcd's term."),
    CHOSEN("headgate_store_chosen_slot", Type.GAUGE, "The highest slot that it knows to be chosen."),
    APPLIED("headgate_store_applied_slot", Type.GAUGE, "The highest slot that it has applied."),
    REVISION("headgate_store_revision", Type.GAUGE, "The newest revision that it has."),
    COMPACTED(
            "headgate_store_compacted_revision",
            Type.GAUGE,
            "Older revisions cannot be read; -1 before the first compaction."),
    STORE_BYTES("headgate_store_bytes", Type.GAUGE, "What the store takes, as quotas count it."),
    LIVE_BYTES("headgate_store_live_bytes", Type.GAUGE, "Of those what compaction would leave."),
    LOG_BYTES("headgate_store_log_bytes", Type.GAUGE, "Size of the log's files."),
    PENDING("headgate_store_pending_batches", Type.GAUGE, "Batches of its clients' commands that are not applied yet."),
    COMMANDS("headgate_store_commands_total", Type.COUNTER, "Writes and other commands that its clients asked for."),
    READS("headgate_store_reads_total", Type.COUNTER, "Linearizable reads that its clients asked for."),
    CONNECTIONS("headgate_store_client_connections", Type.GAUGE, "Connections of its clients."),
    REFUSED_CONNECTIONS(
            "headgate_store_client_connections_refused_total",
            Type.COUNTER,
            "Connections that it closed at once because it had as many as it may have."),
    LEASES("headgate_store_leases", Type.GAUGE, "Leases that have not ended."),
    ALARMS("headgate_store_alarms", Type.GAUGE, "Alarms that are raised, of all members."),
    ERRORS(
            "headgate_store_errors",
            Type.GAUGE,
            "What is wrong with the member; `headgate store status` says it in words."),
    SYNC("headgate_store_disk_sync_seconds", Type.HISTOGRAM, "How long the disk took to make something durable.");

    private final String prometheusName;
    private final Type type;
    private final String help;

    StoreMetric(String prometheusName, Type type, String help) {
        this.prometheusName = prometheusName;
        this.type = type;
        this.help = help;
    }

    @Override
    public String prometheusName() {
        return prometheusName;
    }

    @Override
    public Type type() {
        return type;
    }

    @Override
    public String help() {
        return help;
    }

    @Override
    public List<String> labels() {
        return List.of();
    }
}
