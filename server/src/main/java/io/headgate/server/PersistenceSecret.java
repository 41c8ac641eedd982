package io.headgate.server;

import java.io.IOException;

/** Where the secret comes from that signs persistence cookies. */
@FunctionalInterface
interface PersistenceSecret {

    /**
     * The secret, the same at every call; asked for only when a pool keeps its clients by cookie.
     *
     * @return 32 bytes
     * @throws IOException naming what is in the way
     */
    byte[] bytes() throws IOException;
}
