package io.headgate.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.CompactOption;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.GetOption.SortOrder;
import io.etcd.jetcd.options.GetOption.SortTarget;
import io.etcd.jetcd.options.PutOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** jetcd's KV client. */
class JetcdKvTest extends OverJetcd {
    @Test
    void aPutTellsWhatWasThereAndAttachesToALease() throws Exception {
        long lease = end(client().getLeaseClient().grant(1_000)).getID();
        put("a", "1");
        var put = end(kv().put(
                        bytes("a"),
                        bytes("2"),
                        PutOption.builder().withPrevKV().withLeaseId(lease).build()));

        assertThat(put.hasPrevKv()).isTrue();
        assertThat(put.getPrevKv().getValue()).isEqualTo(bytes("1"));
        assertThat(put.getPrevKv().getLease()).isZero();
        KeyValue now = get("a", GetOption.builder()).getKvs().getFirst();
        assertThat(now.getLease()).isEqualTo(lease);
        assertThat(now.getVersion()).isEqualTo(2);
        assertThat(now.getCreateRevision()).isEqualTo(2);
        assertThat(now.getModRevision()).isEqualTo(3);
    }

    @Test
    void aGetReadsAKeyAPrefixARangeAndAnOldRevision() throws Exception {
        for (String key : List.of("a", "ab", "b", "c")) {
            put(key, "old");
        }
        put("a", "new");

        assertThat(keys(get("a", GetOption.builder()))).containsExactly("a");
        assertThat(keys(get("a", GetOption.builder().isPrefix(true)))).containsExactly("a", "ab");
        assertThat(keys(get("ab", GetOption.builder().withRange(bytes("c"))))).containsExactly("ab", "b");
        assertThat(keys(get("b", GetOption.builder().withRange(bytes("\0"))))).containsExactly("b", "c");
        assertThat(keys(get("\0", GetOption.builder().withRange(bytes("\0"))))).containsExactly("a", "ab", "b", "c");
        assertThat(keys(get("a", GetOption.builder().isPrefix(true).withRevision(2))))
                .containsExactly("a");
        assertThat(get("a", GetOption.builder().withRevision(2))
                        .getKvs()
                        .getFirst()
                        .getValue())
                .isEqualTo(bytes("old"));
        assertThat(keys(get("a", GetOption.builder().withSerializable(true)))).containsExactly("a");
        assertThat(get("d", GetOption.builder()).getCount()).isZero();
    }

    /** The keys are written so that each target has an order of its own. */
    @Test
    void aGetIsOrderedByEachTargetBothWaysWithALimitAndWithout() throws Exception {
        for (String key : List.of("b", "a", "c", "c", "c", "b", "b", "b", "a")) {
            put(
                    key,
                    switch (key) {
                        case "a" -> "3";
                        case "b" -> "1";
                        default -> "2";
                    });
        }
        var orders = Map.of(
                SortTarget.KEY, List.of("a", "b", "c"),
                SortTarget.VERSION, List.of("a", "c", "b"),
                SortTarget.CREATE, List.of("b", "a", "c"),
                SortTarget.MOD, List.of("c", "b", "a"),
                SortTarget.VALUE, List.of("b", "c", "a"));

        for (SortTarget target : SortTarget.values()) {
            for (SortOrder order : List.of(SortOrder.ASCEND, SortOrder.DESCEND)) {
                List<String> expected = new ArrayList<>(orders.get(target));
                if (order == SortOrder.DESCEND) {
                    Collections.reverse(expected);
                }
                for (int limit = 0; limit <= 3; limit++) {
                    GetResponse got = get(
                            "a",
                            GetOption.builder()
                                    .withRange(bytes("d"))
                                    .withSortField(target)
                                    .withSortOrder(order)
                                    .withLimit(limit));
                    assertThat(keys(got))
                            .as("%s %s limit %s", target, order, limit)
                            .isEqualTo(limit == 0 ? expected : expected.subList(0, limit));
                    assertThat(got.isMore()).isEqualTo(limit == 1 || limit == 2);
                    assertThat(got.getCount()).isEqualTo(3);
                }
            }
        }
    }

    @Test
    void filtersAndTheFormOfTheAnswerDoNotChangeTheCount() throws Exception {
        put("a", "1");
        put("b", "2");
        put("c", "3");
        put("a", "4"); // created at 2, modified at 5

        assertFiltered(get -> get.withMinModRevision(4), "a", "c");
        assertFiltered(get -> get.withMaxModRevision(4), "b", "c");
        assertFiltered(get -> get.withMinCreateRevision(3), "b", "c");
        assertFiltered(get -> get.withMaxCreateRevision(3), "a", "b");
        assertFiltered(get -> get.withMinModRevision(3).withMaxModRevision(3), "b");
        assertFiltered(get -> get.withCountOnly(true));
        GetResponse keysOnly = assertFiltered(get -> get.withKeysOnly(true), "a", "b", "c");
        assertThat(keysOnly.getKvs()).extracting(KeyValue::getValue).containsOnly(bytes(""));
    }

    private GetResponse assertFiltered(UnaryOperator<GetOption.Builder> by, String... expected) throws Exception {
        GetResponse got =
                get("a", by.apply(GetOption.builder().withRange(bytes("d")).withLimit(0)));
        assertThat(keys(got)).containsExactly(expected);
        assertThat(got.getCount()).isEqualTo(3);
        return got;
    }

    @Test
    void aDeleteTakesAKeyAPrefixOrARangeAndTellsWhatWasThere() throws Exception {
        for (String key : List.of("a", "ab", "b", "c", "d")) {
            put(key, key);
        }
        var one = end(kv().delete(bytes("b")));
        assertThat(one.getDeleted()).isEqualTo(1);
        assertThat(one.getPrevKvs()).isEmpty();
        var prefix = end(kv().delete(
                        bytes("a"),
                        DeleteOption.builder().isPrefix(true).withPrevKV(true).build()));
        assertThat(prefix.getPrevKvs()).extracting(KeyValue::getValue).containsExactly(bytes("a"), bytes("ab"));
        var range = end(kv().delete(
                        bytes("c"), DeleteOption.builder().withRange(bytes("d")).build()));
        assertThat(range.getDeleted()).isEqualTo(1);
        assertThat(end(kv().delete(bytes("c"))).getDeleted()).isZero();
        assertThat(keys(get("\0", GetOption.builder().withRange(bytes("\0"))))).containsExactly("d");
    }

    @Test
    void everyCompareOfEveryTargetDecidesAsItsNumberOrValueDoes() throws Exception {
        put("other", "");
        put("a", "1");
        put("a", "5"); // version 2, created at 3, modified at 4
        var targets = Map.<Integer, LongFunction<CmpTarget<?>>>of(
                2, CmpTarget::version,
                3, CmpTarget::createRevision,
                4, CmpTarget::modRevision,
                5, value -> CmpTarget.value(bytes(Long.toString(value))));
        for (var target : targets.entrySet()) {
            for (int difference = -1; difference <= 1; difference++) {
                int compared = target.getKey() + difference;
                int order = Integer.compare(target.getKey(), compared);
                for (Cmp.Op relation : Cmp.Op.values()) {
                    boolean holds = switch (relation) {
                        case EQUAL -> order == 0;
                        case NOT_EQUAL -> order != 0;
                        case GREATER -> order > 0;
                        case LESS -> order < 0;
                    };
                    var cmp = new Cmp(bytes("a"), relation, target.getValue().apply(compared));
                    assertThat(end(kv().txn().If(cmp).commit()).isSucceeded())
                            .as("%s %s %s", target.getKey(), relation, compared)
                            .isEqualTo(holds);
                }
            }
        }
    }

    @Test
    void aTransactionPutsReadsAndDeletesInTurnOnTheSideThatIsChosen() throws Exception {
        put("gone", "1");
        var absent = new Cmp(bytes("a"), Cmp.Op.EQUAL, CmpTarget.version(0));
        var done = end(kv().txn()
                .If(absent)
                .Then(
                        Op.put(bytes("a"), bytes("1"), PutOption.DEFAULT),
                        Op.get(bytes("a"), GetOption.DEFAULT),
                        Op.delete(
                                bytes("gone"),
                                DeleteOption.builder().withPrevKV(true).build()))
                .Else(Op.get(bytes("gone"), GetOption.DEFAULT))
                .commit());
        assertThat(done.isSucceeded()).isTrue();
        assertThat(done.getPutResponses()).hasSize(1);
        assertThat(keys(done.getGetResponses().getFirst())).containsExactly("a");
        assertThat(done.getDeleteResponses().getFirst().getPrevKvs())
                .extracting(KeyValue::getKey)
                .containsExactly(bytes("gone"));
        assertThat(done.getHeader().getRevision()).isEqualTo(3);

        var refused = end(kv().txn()
                .If(absent)
                .Then(Op.put(bytes("a"), bytes("2"), PutOption.DEFAULT))
                .Else(Op.get(bytes("gone"), GetOption.DEFAULT))
                .commit());
        assertThat(refused.isSucceeded()).isFalse();
        assertThat(refused.getPutResponses()).isEmpty();
        assertThat(refused.getGetResponses().getFirst().getCount()).isZero();
    }

    @Test
    void transactionsNest() throws Exception {
        put("a", "1");
        var isOne = new Cmp(bytes("a"), Cmp.Op.EQUAL, CmpTarget.value(bytes("1")));
        var isTwo = new Cmp(bytes("a"), Cmp.Op.EQUAL, CmpTarget.value(bytes("2")));
        var inner =
                Op.txn(new Cmp[] {isTwo}, new Op[] {Op.put(bytes("b"), bytes("then"), PutOption.DEFAULT)}, new Op[] {
                    Op.put(bytes("b"), bytes("else"), PutOption.DEFAULT), Op.get(bytes("a"), GetOption.DEFAULT)
                });
        var done = end(kv().txn().If(isOne).Then(inner).commit());

        assertThat(done.isSucceeded()).isTrue();
        var nested = done.getTxnResponses().getFirst();
        assertThat(nested.isSucceeded()).isFalse();
        assertThat(keys(nested.getGetResponses().getFirst())).containsExactly("a");
        assertThat(get("b", GetOption.builder()).getKvs().getFirst().getValue()).isEqualTo(bytes("else"));
    }

    @Test
    void revisionsThatWereCompactedOrAreYetToComeAreRefusedInEtcdsWords() throws Exception {
        put("a", "1");
        long newest = put("a", "2");
        end(kv().compact(
                        newest,
                        CompactOption.builder().withCompactPhysical(true).build()));

        assertThat(keys(get("a", GetOption.builder().withRevision(newest)))).containsExactly("a");
        assertThatThrownBy(() -> get("a", GetOption.builder().withRevision(newest - 1)))
                .hasMessageContaining("etcdserver: mvcc: required revision has been compacted");
        assertThatThrownBy(() -> end(kv().compact(newest)))
                .hasMessageContaining("etcdserver: mvcc: required revision has been compacted");
        assertThatThrownBy(() -> end(kv().compact(newest + 1)))
                .hasMessageContaining("etcdserver: mvcc: required revision is a future revision");
        assertThatThrownBy(() -> get("a", GetOption.builder().withRevision(newest + 1)))
                .hasMessageContaining("etcdserver: mvcc: required revision is a future revision");
    }

    private GetResponse get(String key, GetOption.Builder option) throws Exception {
        return end(kv().get(bytes(key), option.build()));
    }

    private static List<String> keys(GetResponse got) {
        return got.getKvs().stream().map(each -> each.getKey().toString()).toList();
    }
}
