package io.headgate.store;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A backup gives back the state it was made of, or says where it is broken. */
class BackupTest {
    private static final long CLUSTER = 0xc0ffee;

    @HegelTest
    void whatWasBackedUpIsReadBackHoweverItIsCut(TestCase tc) throws IOException {
        Keyspace keyspace = filled(tc.draw(integers(0, 200), "keys"), tc.draw(integers(0, 3_000), "value bytes"));
        byte[] bytes = backup(keyspace, tc.draw(integers(1, 5_000), "cut"));

        BackupReader.Backup read = BackupReader.read(new ByteArrayInputStream(bytes));

        assertThat(read.header()).isEqualTo(new BackupHeader(CLUSTER, keyspace.slot(), keyspace.revision()));
        assertThat(read.keyspace().hash(0)).isEqualTo(keyspace.hash(0));
    }

    @HegelTest
    void aFlippedBitIsFoundAtItsPieceOrAfter(TestCase tc) throws IOException {
        byte[] bytes = backup(filled(60, tc.draw(booleans(), "large") ? 3_000 : 3), 4_096);
        int at = tc.draw(integers(0, bytes.length - 1), "byte");
        bytes[at] ^= (byte) (1 << tc.draw(integers(0, 7), "bit"));

        assertThatThrownBy(() -> BackupReader.read(new ByteArrayInputStream(bytes)))
                .isInstanceOf(BackupException.class);
    }

    @HegelTest
    void aBackupThatEndsTooEarlyOrTooLateIsRefused(TestCase tc) throws IOException {
        byte[] whole = backup(filled(10, 100), 4_096);
        int length = tc.draw(integers(0, whole.length + 10).filter(drawn -> drawn != whole.length), "length");

        assertThatThrownBy(() -> BackupReader.read(new ByteArrayInputStream(Arrays.copyOf(whole, length))))
                .isInstanceOf(BackupException.class);
    }

    @Test
    void aPieceThatIsBrokenIsNamedWithItsPlace() throws IOException {
        byte[] bytes = backup(filled(60, 3_000), 4_096);
        bytes[BackupFormat.HEADER_BYTES + BackupFormat.PIECE_HEAD_BYTES + BackupFormat.PIECE_BYTES + 100] ^= 1;

        assertThatThrownBy(() -> BackupReader.read(new ByteArrayInputStream(bytes)))
                .hasMessageContaining("piece 1: the checksum does not fit")
                .extracting(e -> ((BackupException) e).offset())
                .isEqualTo((long) BackupFormat.HEADER_BYTES + BackupFormat.PIECE_HEAD_BYTES + BackupFormat.PIECE_BYTES);
    }

    /** All that the checksum of a piece can miss. */
    @Test
    void aPieceThatWasReplacedWithItsChecksumIsFoundByTheDigest() {
        var keyspace = new Keyspace();
        put(keyspace, "key", "original".getBytes(US_ASCII));
        ByteBuffer bytes = ByteBuffer.wrap(backup(keyspace, 4_096));
        int at = new String(bytes.array(), ISO_8859_1).indexOf("original");
        bytes.put(at, "tampered".getBytes(US_ASCII));
        int head = BackupFormat.HEADER_BYTES;
        ByteBuffer piece = bytes.slice(head + BackupFormat.PIECE_HEAD_BYTES, bytes.getInt(head));
        bytes.putInt(head + Integer.BYTES, BackupFormat.checksum(0, piece));

        assertThatThrownBy(() -> BackupReader.read(new ByteArrayInputStream(bytes.array())))
                .isInstanceOf(BackupException.class)
                .hasMessage("the digest of the whole does not fit");
    }

    @HegelTest
    void aBrokenDigestIsFound(TestCase tc) {
        byte[] bytes = backup(filled(3, 3), 4_096);
        int at = bytes.length - 1 - tc.draw(integers(0, BackupFormat.DIGEST_BYTES - 1), "byte from the end");
        bytes[at] ^= (byte) (1 << tc.draw(integers(0, 7), "bit"));

        assertThatThrownBy(() -> BackupReader.read(new ByteArrayInputStream(bytes)))
                .isInstanceOf(BackupException.class)
                .hasMessage("the digest of the whole does not fit");
    }

    @Test
    void itEndsAsASnapshotOfEtcdDoes() throws Exception {
        byte[] bytes = backup(filled(3, 3), 4_096);

        assertThat(bytes.length % 512).isEqualTo(32);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(bytes, 0, bytes.length - 32);
        assertThat(Arrays.copyOfRange(bytes, bytes.length - 32, bytes.length)).isEqualTo(digest.digest());
    }

    @Test
    void aBackupShowsTheMomentItWasBegun() throws IOException {
        Keyspace keyspace = filled(5, 3);
        long revision = keyspace.revision();
        try (var writer = new BackupWriter(keyspace.snapshot(), CLUSTER)) {
            put(keyspace, "later", new byte[3]);
            BackupReader.Backup read = BackupReader.read(new ByteArrayInputStream(bytes(writer, 4_096)));
            assertThat(read.keyspace().revision()).isEqualTo(revision);
        }
    }

    private static Keyspace filled(int keys, int valueBytes) {
        var keyspace = new Keyspace();
        for (int i = 0; i < keys; i++) {
            put(keyspace, "key/" + i, new byte[valueBytes]);
        }
        return keyspace;
    }

    private static void put(Keyspace keyspace, String key, byte[] value) {
        var put = new Operation.Put(Bytes.of(key), Bytes.copyOf(value), 0, false, false, false);
        keyspace.apply(keyspace.slot() + 1, 1, new Command.Execute(put));
    }

    private static byte[] backup(Keyspace keyspace, int cut) {
        try (var writer = new BackupWriter(keyspace.snapshot(), CLUSTER)) {
            return bytes(writer, cut);
        }
    }

    private static byte[] bytes(BackupWriter writer, int cut) {
        var all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(cut);
        boolean hasMore = true;
        while (hasMore) {
            hasMore = writer.write(buffer.clear());
            all.write(buffer.array(), 0, buffer.position());
        }
        return all.toByteArray();
    }
}
