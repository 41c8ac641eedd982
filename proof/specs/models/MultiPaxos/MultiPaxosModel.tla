-------------------------- MODULE MultiPaxosModel --------------------------
(* What a configuration file of TLC cannot say. *)
EXTENDS MultiPaxos, TLC

\* Acceptors may change places, and values, and nothing else changes: TLC looks at one of each such family of states.
Symmetry == Permutations(Acceptors) \cup Permutations(Values)

\* The same when acceptors differ in weight.
SameWeight == Permutations(Values)

\* States that Spec reaches, too: every ballot has been asked for, and leaders who had their promises from the same quorum
\* have proposed different values in the lowest two; nobody has voted. To begin here shortens the search for what is far away.
TwoProposed ==
    /\ \E q \in Quorums, v, w \in Values :
        /\ v # w
        /\ msgs = [type : {"1a"}, bal : Ballots, from : {1}]
            \cup [type : {"1b"}, bal : {0, 1}, from : {1}, acc : q, votes : {NoVotes}]
            \cup {[type |-> "2a", bal |-> 0, slot |-> 1, val |-> v], [type |-> "2a", bal |-> 1, slot |-> 1, val |-> w]}
        /\ maxBal = [a \in Acceptors |-> IF a \in q THEN 0 ELSE None]
    /\ lastVotes = [a \in Acceptors |-> NoVotes]
    /\ log = <<>>

SpecFromTwoProposed == TwoProposed /\ [][Next]_vars
=============================================================================
