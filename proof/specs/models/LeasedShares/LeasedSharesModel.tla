--------------------------- MODULE LeasedSharesModel ---------------------------
(***************************************************************************)
(* The holders of the models of LeasedShares, their floors, and how often  *)
(* they may ask.                                                           *)
(***************************************************************************)
EXTENDS LeasedShares, TLC

CONSTANTS h1, h2

TwoHolders == {h1, h2}

\* Where both have the same floor.
Symmetry == Permutations(Holders)

NoFloors == [h \in Holders |-> 0]

FloorOfOne == [h \in Holders |-> 1]

FirstHasFloor == [h \in Holders |-> IF h = h1 THEN 1 ELSE 0]
AskOnce == [h \in Holders |-> 1]

AskTwice == [h \in Holders |-> 2]

FirstAsksTwice == [h \in Holders |-> IF h = h1 THEN 2 ELSE 1]
================================================================================
