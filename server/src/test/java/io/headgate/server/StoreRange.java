package io.headgate.server;

import com.google.protobuf.ByteString;

/** The keys from one on up to another, as etcd's requests say it. */
record StoreRange(ByteString first, ByteString end) {
    /** All keys that begin so. {@code prefix} ends with a slash, whose successor is {@code '0'}. */
    static StoreRange startingWith(String prefix) {
        if (!prefix.endsWith("/")) {
            throw new IllegalArgumentException("prefix: " + prefix + " (expected: one that ends with a slash)");
        }
        String end = prefix.substring(0, prefix.length() - 1) + '0';
        return new StoreRange(ByteString.copyFromUtf8(prefix), ByteString.copyFromUtf8(end));
    }
}
