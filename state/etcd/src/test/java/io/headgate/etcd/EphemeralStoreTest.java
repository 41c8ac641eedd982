package io.headgate.etcd;

import io.headgate.store.EphemeralMember;
import io.headgate.store.MemberStore;
import io.headgate.store.Store;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract holds for a member in memory. */
class EphemeralStoreTest extends StoreContract {
    private static EphemeralMember member;
    private static MemberStore store;

    @BeforeAll
    static void start() {
        member = new EphemeralMember();
        store = new MemberStore(member, Duration.ofSeconds(Programs.PATIENCE_SECONDS));
    }

    @AfterAll
    static void stop() {
        store.close();
        member.close();
    }

    @Override
    Store store() {
        return store;
    }

    @Override
    boolean seesWhatCameAndWent() {
        return true;
    }
}
