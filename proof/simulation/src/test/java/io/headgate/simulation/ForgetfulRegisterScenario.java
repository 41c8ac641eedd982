package io.headgate.simulation;

import java.util.EnumSet;
import java.util.Set;

/** The register whose nodes answer before they have synced, with slow disks and the power failing now and then. */
public final class ForgetfulRegisterScenario extends RegisterScenario {
    /** One that a campaign can make. */
    public ForgetfulRegisterScenario() {
        super(Set.of(Flaw.ANSWERS_BEFORE_SYNC), EnumSet.of(FaultKind.CRASH, FaultKind.SLOW_SYNC));
    }
}
