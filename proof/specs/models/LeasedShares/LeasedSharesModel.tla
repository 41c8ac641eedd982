--------------------------- MODULE LeasedSharesModel ---------------------------
(***************************************************************************)
(* The holders of the models of LeasedShares, and their floors.            *)
(***************************************************************************)
EXTENDS LeasedShares, TLC

CONSTANTS h1, h2

TwoHolders == {h1, h2}

\* Where both have the same floor.
Symmetry == Permutations(Holders)

NoFloors == [h \in Holders |-> 0]

FloorOfOne == [h \in Holders |-> 1]

FirstHasFloor == [h \in Holders |-> IF h = h1 THEN 1 ELSE 0]
================================================================================
