--------------------------- MODULE ReconfigModel ---------------------------
(* What a configuration file of TLC cannot say. *)
EXTENDS Reconfig, TLC

\* Nodes may change places, and nothing else changes: TLC looks at one of each such family of states.
Symmetry == Permutations(Nodes)

(***************************************************************************)
(* Two beginnings that Spec reaches, too. To begin there shortens the      *)
(* search for what is far away.                                            *)
(***************************************************************************)

\* Of three nodes a leader has removed first the one that did not vote for it, and then itself, all of it committed.
OneIsLeft ==
    /\ Cardinality(Nodes) = 3
    /\ \E first, last \in Nodes :
        LET both == {first, last}
            entries == << <<1, Nodes>>, <<1, both>>, <<1, {last}>> >>
        IN  /\ first # last
            /\ maxBal = [n \in Nodes |-> IF n \in both THEN 1 ELSE None]
            /\ accBal = maxBal
            /\ log = [n \in Nodes |-> IF n \in both THEN entries ELSE <<>>]
            /\ leader = [b \in Ballots |-> IF b = 1 THEN first ELSE Nobody]
            /\ committed = [b \in Ballots |-> IF b = 1 THEN 3 ELSE 0]
            /\ chosen = {<<s, entries[s]>> : s \in 1..3}

SpecFromOneIsLeft == OneIsLeft /\ [][Next]_vars

\* The leader of the lowest ballot was elected by a smallest quorum and has proposed to remove a node that did not vote for it.
\* (It may do so only in a model where it need not commit an entry first.)
ChangeProposed ==
    \E voters \in SUBSET Nodes : \E first \in voters, removed \in Nodes \ voters :
        /\ IsQuorum(voters, Nodes) /\ ~ IsQuorum(voters \ {first}, Nodes)
        /\ maxBal = [n \in Nodes |-> IF n \in voters THEN 1 ELSE None]
        /\ accBal = [n \in Nodes |-> IF n = first THEN 1 ELSE None]
        /\ log = [n \in Nodes |-> IF n = first THEN << <<1, Nodes \ {removed}>> >> ELSE <<>>]
        /\ leader = [b \in Ballots |-> IF b = 1 THEN first ELSE Nobody]
        /\ committed = [b \in Ballots |-> 0]
        /\ chosen = {}

SpecFromChangeProposed == ChangeProposed /\ [][Next]_vars
=============================================================================
