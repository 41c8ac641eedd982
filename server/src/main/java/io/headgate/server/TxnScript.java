package io.headgate.server;

import com.google.protobuf.ByteString;
import io.headgate.etcd.EtcdProto.Compare;
import io.headgate.etcd.EtcdProto.Compare.CompareResult;
import io.headgate.etcd.EtcdProto.DeleteRangeRequest;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.RequestOp;
import io.headgate.etcd.EtcdProto.TxnRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A transaction as text, in etcdctl's form: lines of compares, an empty line, what to do if all hold, an empty line, what to do if
 * not, up to an empty line or the end. Words stand in quotes if they have spaces, or none; {@code \"}, {@code \\} and {@code \n}
 * are what they say.
 *
 * <pre>
 * value("stock") = "3"
 * mod("order/7") = "0"
 *
 * put stock 2
 * put order/7 "one of three"
 *
 * get stock
 * </pre>
 *
 * Compares are of {@code value}, {@code version}, {@code create}, {@code mod} and {@code lease}, with {@code = != < >}.
 */
final class TxnScript {
    /** The parts, in order. */
    enum Part {
        COMPARES,
        THEN,
        ELSE
    }

    private static final Pattern COMPARE =
            Pattern.compile("\\s*([a-z]+)\\s*\\(\\s*(\"(?:[^\"\\\\]|\\\\.)*\")\\s*\\)\\s*(=|!=|<|>)\\s*(\\S.*?)\\s*");
    private static final Pattern WORD = Pattern.compile("\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s\"]+)(?=\\s|$)");
    private final TxnRequest.Builder request = TxnRequest.newBuilder();
    private Part part = Part.COMPARES;
    private int lines;
    private boolean isOver;

    /** What a line is not. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Malformed(int line, String text, String expected) {
            super("line " + line + ": " + text + " (expected: " + expected + ")");
        }
    }

    /** The part that the next line belongs to. */
    Part part() {
        return part;
    }

    /** Whether the line before was the last one. */
    boolean isOver() {
        return isOver;
    }

    /**
     * Takes the next line.
     *
     * @throws Malformed if it is none of its part
     */
    void line(String line) {
        lines++;
        if (line.isBlank()) {
            isOver = part == Part.ELSE;
            part = part == Part.COMPARES ? Part.THEN : Part.ELSE;
            return;
        }
        switch (part) {
            case COMPARES -> request.addCompare(compare(line));
            case THEN -> request.addSuccess(operation(line));
            case ELSE -> request.addFailure(operation(line));
        }
    }

    TxnRequest request() {
        return request.build();
    }

    private Compare compare(String line) {
        Matcher parts = COMPARE.matcher(line);
        if (!parts.matches()) {
            throw new Malformed(lines, line, "value|version|create|mod|lease(\"KEY\") =|!=|<|> \"OPERAND\"");
        }
        var compare = Compare.newBuilder().setKey(unquoted(parts.group(2))).setResult(result(parts.group(3)));
        String operand = unquoted(parts.group(4)).toStringUtf8();
        switch (parts.group(1)) {
            case "value" -> compare.setTarget(Compare.CompareTarget.VALUE).setValue(ByteString.copyFromUtf8(operand));
            case "version" -> compare.setTarget(Compare.CompareTarget.VERSION).setVersion(number(line, operand, 10));
            case "create" ->
                compare.setTarget(Compare.CompareTarget.CREATE).setCreateRevision(number(line, operand, 10));
            case "mod" -> compare.setTarget(Compare.CompareTarget.MOD).setModRevision(number(line, operand, 10));
            case "lease" -> compare.setTarget(Compare.CompareTarget.LEASE).setLease(number(line, operand, 16));
            default -> throw new Malformed(lines, parts.group(1), "value, version, create, mod or lease");
        }
        return compare.build();
    }

    private static CompareResult result(String sign) {
        return switch (sign) {
            case "=" -> CompareResult.EQUAL;
            case "<" -> CompareResult.LESS;
            case ">" -> CompareResult.GREATER;
            default -> CompareResult.NOT_EQUAL;
        };
    }

    private long number(String line, String operand, int radix) {
        try {
            return Long.parseLong(operand, radix);
        } catch (NumberFormatException _) {
            throw new Malformed(lines, line, radix == 10 ? "a number" : "a lease's id");
        }
    }

    private RequestOp operation(String line) {
        List<String> words = words(line);
        boolean isPrefix = words.remove("--prefix");
        String form = words.getFirst() + "/" + (words.size() - 1);
        return switch (form) {
            case "get/1", "get/2" -> {
                StoreKeys.Range range = range(words, isPrefix);
                yield RequestOp.newBuilder()
                        .setRequestRange(
                                RangeRequest.newBuilder().setKey(range.key()).setRangeEnd(range.end()))
                        .build();
            }
            case "del/1", "del/2" -> {
                StoreKeys.Range range = range(words, isPrefix);
                yield RequestOp.newBuilder()
                        .setRequestDeleteRange(DeleteRangeRequest.newBuilder()
                                .setKey(range.key())
                                .setRangeEnd(range.end()))
                        .build();
            }
            case "put/2" ->
                RequestOp.newBuilder()
                        .setRequestPut(PutRequest.newBuilder()
                                .setKey(StoreClient.bytes(words.get(1)))
                                .setValue(StoreClient.bytes(words.get(2))))
                        .build();
            default ->
                throw new Malformed(lines, line, "get KEY [END|--prefix], put KEY VALUE or del KEY [END|--prefix]");
        };
    }

    private static StoreKeys.Range range(List<String> words, boolean isPrefix) {
        ByteString key = StoreClient.bytes(words.get(1));
        if (isPrefix) {
            return new StoreKeys.Range(key, StoreKeys.afterPrefix(key));
        }
        return new StoreKeys.Range(key, words.size() == 3 ? StoreClient.bytes(words.get(2)) : ByteString.EMPTY);
    }

    private List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line.stripTrailing());
        int end = 0;
        while (end < word.regionEnd() && word.find(end) && word.start() == end) {
            words.add(unquoted(word.group(1)).toStringUtf8());
            end = word.end();
        }
        if (end < line.stripTrailing().length()) {
            throw new Malformed(lines, line.substring(end).strip(), "words, or \"several of them\" in whole quotes");
        }
        return words;
    }

    private static ByteString unquoted(String word) {
        if (word.length() < 2 || !word.startsWith("\"") || !word.endsWith("\"")) {
            return StoreClient.bytes(word);
        }
        return StoreClient.bytes(word.substring(1, word.length() - 1)
                .replaceAll("(?<!\\\\)((?:\\\\\\\\)*)\\\\n", "$1\n")
                .replaceAll("\\\\([\"\\\\])", "$1"));
    }
}
