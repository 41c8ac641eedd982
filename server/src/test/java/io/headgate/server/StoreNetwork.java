package io.headgate.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** What joins the members of a store and its clients. Members are numbered from 0. Confined to one thread. */
interface StoreNetwork extends AutoCloseable {
    /** What goes before a command that is to run where this member is. */
    List<String> prefix(int member);

    /** Where this member listens for clients, which can reach it there from this process. */
    InetSocketAddress client(int member);

    /** Where this member listens for others. */
    InetSocketAddress peer(int member);

    /** Whether links can be cut. Otherwise what follows must not be called. */
    boolean hasLinks();

    /** What {@code from} sends to {@code to} goes nowhere, until {@link #mend} is called; nobody is told. */
    void cut(int from, int to) throws IOException;

    void mend(int from, int to) throws IOException;

    /** This member hears and reaches nobody, clients neither, until {@link #plug} is called. */
    void unplug(int member) throws IOException;

    void plug(int member) throws IOException;

    @Override
    void close();
}
