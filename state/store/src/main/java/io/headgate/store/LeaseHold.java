package io.headgate.store;

/** A lease that is kept alive. May be used by any thread. */
public interface LeaseHold extends AutoCloseable {

    /** Its id, to attach keys to. */
    long id();

    /** Greater than that of every lease granted before: whoever is handed a smaller one is being talked to by the past. */
    long fencingToken();

    /**
     * Whether it surely has not expired yet, by this machine's monotonic clock: counted from before the last renewal was
     * sent, so that it is given up here not later than the store lets others have it.
     */
    boolean isHeld();

    /** Revokes it, if that is still possible, and deletes its keys. */
    @Override
    void close();
}
