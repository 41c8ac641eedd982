------------------------------- MODULE Voting -------------------------------
(***************************************************************************)
(* Agreement by vote: a value is chosen when all acceptors of one quorum   *)
(* have voted for it.                                                      *)
(*                                                                         *)
(* Two conditions make this safe. An acceptor votes at most once, and any  *)
(* two quorums share an acceptor: two chosen values would need somebody    *)
(* who voted for both. Majorities are one such family of sets and not the  *)
(* only one; acceptors may carry weights, or the family may be written     *)
(* down by hand.                                                           *)
(*                                                                         *)
(* No message is modelled, since none is needed. A value is chosen when    *)
(* the votes are there, before anybody knows: to learn it is another step. *)
(*                                                                         *)
(* Several acceptors may vote in one step. They are machines far apart, so *)
(* nobody could tell which was first; the next module needs this step.     *)
(*                                                                         *)
(* Why it is not enough: votes can split so that no quorum can ever agree, *)
(* and an acceptor that has voted cannot change its mind. Then it is       *)
(* stuck for ever.                                                         *)
(*                                                                         *)
(* Source: A. Kladov, "Notes on Paxos", Quorum Vote.                       *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    Acceptors,  \* the machines that vote
    Quorums,    \* sets of acceptors, each large enough to decide
    Values,     \* what can be chosen
    Removed     \* the names of the conditions to leave out

VARIABLE votes  \* the pairs <<acceptor, value>> of all votes cast; only ever grows

Guard(name, condition) == name \in Removed \/ condition

ASSUME Quorums \subseteq SUBSET Acceptors
ASSUME Guard("quorums-intersect", \A q, r \in Quorums : q \cap r # {})

HasVoted(a) == \E v \in Values : <<a, v>> \in votes

Chosen == {v \in Values : \E q \in Quorums : \A a \in q : <<a, v>> \in votes}

Init == votes = {}

Vote(voters, v) ==
    /\ Guard("votes-once", \A a \in voters : ~ HasVoted(a))
    /\ votes' = votes \cup (voters \X {v})

Next == \E voters \in SUBSET Acceptors, v \in Values : Vote(voters, v)

Spec == Init /\ [][Next]_votes

-----------------------------------------------------------------------------

TypeOK == votes \subseteq Acceptors \X Values

Agreement == Cardinality(Chosen) <= 1

(***************************************************************************)
(* Seen from far away only what is chosen can be seen.                     *)
(***************************************************************************)
Abstract == INSTANCE Consensus WITH chosen <- Chosen, Removed <- {}

Refines == Abstract!Spec
=============================================================================
