------------------------ MODULE SnapshotIsolationModel ------------------------
(***************************************************************************)
(* What the models of SnapshotIsolation are made of: who may read and      *)
(* write what, and the schedules and anomalies by name. "NoScheduleA" says *)
(* that the schedule never happens: where TLC refutes it, the schedule is  *)
(* admitted, where it holds, the schedule is refused.                      *)
(***************************************************************************)
EXTENDS SnapshotIsolation, TLC

CONSTANTS t1, t2, t3, x, y, z

TwoTxns == {t1, t2}
ThreeTxns == {t1, t2, t3}

Symmetry == Permutations(Txns) \cup Permutations(Keys)

MayTouch(readable, writable) == [reads |-> readable, writes |-> writable, scans |-> {}]

MayAnything == [t \in Txns |-> MayTouch(Keys, Keys)]

MayScan == [t \in Txns |-> [reads |-> {}, writes |-> Keys, scans |-> {Keys}]]

\* Phantoms: each looks whether anything is booked, and books something else than the other.
Bookings == [t \in Txns |-> [reads |-> {}, writes |-> IF t = t1 THEN {x} ELSE {y}, scans |-> {Keys}]]

ReadKeys(t) == {r.key : r \in reads[t]}

\* t did all that it may.
Did(t) == t \in Committed /\ ReadKeys(t) = Footprint[t].reads /\ writes[t] = Footprint[t].writes

\* t2 committed while t1 ran.
SecondCommitsFirst == start[t1] < commitAt[t2] /\ commitAt[t2] < commitAt[t1]

\* Each transaction of the schedules reads one key and writes it plus one elsewhere; absent keys are 0.
RECURSIVE ValueOf(_)
ValueOf(version) ==
    IF version = 0 THEN 0
    ELSE LET read == CHOOSE r \in reads[log[version]] : TRUE
         IN ValueOf(read.version) + 1

\* A: both write z from what they read elsewhere. In the order t2, t1 all is well.
ScheduleA == [t \in Txns |-> IF t = t1 THEN MayTouch({x}, {z}) ELSE MayTouch({y}, {z})]

NoScheduleA ==
    ~ /\ Did(t1) /\ Did(t2)
      /\ SecondCommitsFirst
      /\ ValueOf(NewestAt(z, decided)) = 1

\* B: x and y become 1 both. One after the other they would become 1 and 2.
ScheduleB == [t \in Txns |-> IF t = t1 THEN MayTouch({x}, {y}) ELSE MayTouch({y}, {x})]

NoScheduleB ==
    ~ /\ Did(t1) /\ Did(t2)
      /\ SecondCommitsFirst
      /\ ValueOf(NewestAt(x, decided)) = 1
      /\ ValueOf(NewestAt(y, decided)) = 1

\* B with the reads promoted to writes, as SELECT ... FOR UPDATE does.
PromotedScheduleB == [t \in Txns |-> IF t = t1 THEN MayTouch({x}, {x, y}) ELSE MayTouch({y}, {x, y})]

NoPromotedScheduleB == ~(Did(t1) /\ Did(t2) /\ SecondCommitsFirst)

\* Write skew: both doctors see two on call, and each goes home.
Doctors == [t \in Txns |-> MayTouch({x, y}, IF t = t1 THEN {x} ELSE {y})]

NoWriteSkew == ~(Did(t1) /\ Did(t2) /\ <<t1, t2>> \in RW /\ <<t2, t1>> \in RW)

\* Lost update: both count one up from the same number.
Counters == [t \in Txns |-> MayTouch({x}, {x})]

NoLostUpdate == ~(Did(t1) /\ Did(t2) /\ \A r, q \in reads[t1] \cup reads[t2] : r.version = q.version)

\* t1 pays into x. t2 takes from y, with a penalty if x and y are overdrawn together. t3 prints the statement.
Savings == [t \in Txns |->
    CASE t = t1 -> MayTouch({x}, {x})
      [] t = t2 -> MayTouch({x, y}, {y})
      [] t = t3 -> MayTouch({x, y}, {})]

\* t1 and t2 have a serial order; only the statement shows that it was not the real one.
NoReadOnlyAnomaly ==
    ~ /\ Did(t1) /\ Did(t2) /\ Did(t3)
      /\ ~Serializable
      /\ Peels(Committed \ {t3}, WR \cup WW \cup RW)
=============================================================================
