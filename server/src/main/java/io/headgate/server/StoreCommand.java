package io.headgate.server;

import picocli.CommandLine.Command;

/** {@code headgate store}: the store as a product of its own. */
@Command(
        name = "store",
        description = "A replicated, transactional store that speaks the etcd v3 API.",
        subcommands = {
            StoreServeCommand.class,
            StoreGetCommand.class,
            StorePutCommand.class,
            StoreDelCommand.class,
            StoreTxnCommand.class,
            StoreWatchCommand.class,
            StoreLeaseCommand.class,
            StoreMemberCommand.class,
            StoreStatusCommand.class,
            StoreCompactCommand.class,
            StoreDefragCommand.class,
            StoreBackupCommand.class,
            StoreVerifyCommand.class,
            StoreRestoreCommand.class,
            StoreBenchCommand.class,
        },
        mixinStandardHelpOptions = true)
final class StoreCommand {}
