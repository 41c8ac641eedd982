package io.headgate.server;

/** How a command of the store prints what it got. */
enum StoreFormat {
    /** For people: lines or a table. */
    TABLE,
    /** One JSON document; of a stream one line each. */
    JSON,
    /** One YAML document. */
    YAML
}
