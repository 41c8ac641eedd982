package io.headgate.log;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a log held when it was opened, besides its entries, which {@link DurableLog#read} gives.
 *
 * @param hardStates by name, ascending; what was never kept is not there
 * @param faultyRanges slots of which there may have been entries that nobody can tell any more, ascending
 * @param truncatedThrough slots up to this one are in the checkpoint that the log was last truncated for; 0 for none
 * @param findings everything that was not as it should be, the harmless included, in the order of files
 */
public record Recovery(
        SortedMap<Integer, HardState> hardStates,
        List<FaultyRange> faultyRanges,
        long truncatedThrough,
        List<Finding> findings) {
    public Recovery {
        hardStates = Collections.unmodifiableSortedMap(new TreeMap<>(hardStates));
        faultyRanges = List.copyOf(faultyRanges);
        findings = List.copyOf(findings);
    }
}
