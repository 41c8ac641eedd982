package io.headgate.balance;

/** How a request ended, as far as the endpoint is concerned. */
public enum Outcome {
    /** The endpoint answered. Ends a run of failures; its latency counts. */
    SUCCESS,
    /** Gateway-like status, reset or timeout. Counts for ejection; its latency counts only upwards. */
    FAILURE,
    /** No connection could be had. As {@link #FAILURE}. */
    CONNECT_FAILURE,
    /** The client went away. Says nothing about the endpoint. */
    CANCELLED
}
