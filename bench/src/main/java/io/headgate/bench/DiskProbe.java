package io.headgate.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the disk under the stores does on its own: 2.3 KiB are appended and {@code fdatasync} waits for them, again and
 * again. It is asked between the rounds of a row, because a disk may be three times as slow an hour later.
 */
final class DiskProbe {
    private static final int RECORD_BYTES = 2_355;
    private static final int RECORDS = 300;

    private final Path folder;
    private final List<Figure> figures = new ArrayList<>();

    /** One asking. */
    private record Figure(String row, double p50Micros, double p99Micros) {}

    DiskProbe(Path folder) {
        this.folder = folder;
    }

    /** Asks the disk, while the stores are idle. */
    void run(String row) throws IOException {
        var file = folder.resolve("probe");
        var latencies = new Latencies();
        var bytes = ByteBuffer.allocateDirect(RECORD_BYTES);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int number = 0; number < RECORDS; number++) {
                long begin = System.nanoTime();
                channel.write(bytes.rewind());
                channel.force(/* metaData= */ false);
                latencies.add(System.nanoTime() - begin);
            }
        } finally {
            Files.deleteIfExists(file);
        }
        figures.add(new Figure(row, latencies.quantileMicros(0.50), latencies.quantileMicros(0.99)));
    }

    /** A line for each row in whose rounds the disk was asked. */
    Table table() {
        var lines = new ArrayList<List<String>>();
        for (var row : figures.stream().map(Figure::row).distinct().toList()) {
            var own = figures.stream().filter(each -> each.row().equals(row)).toList();
            lines.add(List.of(
                    row,
                    Spread.of(own.stream().mapToDouble(Figure::p50Micros).toArray())
                            .text(/* decimals= */ 0),
                    Spread.of(own.stream().mapToDouble(Figure::p99Micros).toArray())
                            .text(/* decimals= */ 0)));
        }
        var header = List.of("fdatasync of " + RECORD_BYTES + " bytes, during", "p50 µs", "p99 µs");
        return new Table(/* labels= */ 1, header, lines);
    }

    /** A line for each asking. */
    List<String> csv() {
        return figures.stream()
                .map(each -> String.format(Locale.ROOT, "%s,%.1f,%.1f", each.row(), each.p50Micros(), each.p99Micros()))
                .toList();
    }
}
