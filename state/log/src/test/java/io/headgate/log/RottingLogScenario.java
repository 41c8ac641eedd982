package io.headgate.log;

/** A log on a disk that may hold what nobody wrote there. */
public final class RottingLogScenario extends LogScenario {
    public RottingLogScenario() {
        super(/* rots= */ true);
    }
}
