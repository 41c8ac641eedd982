package io.headgate.server;

import io.headgate.etcd.EtcdProto.RangeResponse;
import io.headgate.etcd.EtcdProto.ResponseHeader;
import io.headgate.etcd.EtcdProto.ResponseOp;
import io.headgate.etcd.EtcdProto.TxnResponse;
import io.headgate.etcd.KvProto.KeyValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers of a store as documents, for JSON and YAML, and as lines for people. Stateless. */
final class StoreDocuments {
    private StoreDocuments() {}

    static Map<String, Object> revision(ResponseHeader header) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("revision", header.getRevision());
        return document;
    }

    static Map<String, Object> keyValue(KeyValue from, boolean withValue) {
        Map<String, Object> document = new LinkedHashMap<>();
        StoreText.put(document, "key", from.getKey());
        if (withValue) {
            StoreText.put(document, "value", from.getValue());
        }
        document.put("createRevision", from.getCreateRevision());
        document.put("modRevision", from.getModRevision());
        document.put("version", from.getVersion());
        if (from.getLease() != 0) {
            document.put("lease", StoreText.id(from.getLease()));
        }
        return document;
    }

    static Map<String, Object> range(RangeResponse from, boolean withValues) {
        Map<String, Object> document = revision(from.getHeader());
        document.put("count", from.getCount());
        document.put("more", from.getMore());
        document.put(
                "keys",
                from.getKvsList().stream()
                        .map(each -> keyValue(each, withValues))
                        .toList());
        return document;
    }

    static Map<String, Object> transaction(TxnResponse from) {
        Map<String, Object> document = revision(from.getHeader());
        document.put("succeeded", from.getSucceeded());
        List<Object> responses = new ArrayList<>();
        for (ResponseOp response : from.getResponsesList()) {
            responses.add(
                    switch (response.getResponseCase()) {
                        case RESPONSE_RANGE ->
                            Map.of(
                                    "get",
                                    response.getResponseRange().getKvsList().stream()
                                            .map(each -> keyValue(each, true))
                                            .toList());
                        case RESPONSE_PUT -> Map.of("put", "OK");
                        case RESPONSE_DELETE_RANGE ->
                            Map.of("del", response.getResponseDeleteRange().getDeleted());
                        case RESPONSE_TXN -> Map.of("txn", transaction(response.getResponseTxn()));
                        case RESPONSE_NOT_SET -> Map.of();
                    });
        }
        document.put("responses", responses);
        return document;
    }

    /** Key and value, a line each. */
    static String lines(KeyValue from, boolean withValue) {
        String key = StoreText.shown(from.getKey()) + "\n";
        return withValue ? key + StoreText.shown(from.getValue()) + "\n" : key;
    }

    static String lines(TxnResponse from) {
        var text = new StringBuilder(from.getSucceeded() ? "SUCCESS\n" : "FAILURE\n");
        for (ResponseOp response : from.getResponsesList()) {
            text.append('\n');
            switch (response.getResponseCase()) {
                case RESPONSE_RANGE ->
                    response.getResponseRange().getKvsList().forEach(each -> text.append(lines(each, true)));
                case RESPONSE_PUT -> text.append("OK\n");
                case RESPONSE_DELETE_RANGE ->
                    text.append(response.getResponseDeleteRange().getDeleted()).append('\n');
                case RESPONSE_TXN -> text.append(lines(response.getResponseTxn()));
                case RESPONSE_NOT_SET -> {}
            }
        }
        return text.toString();
    }
}
