---------------------------- MODULE BallotVoting ----------------------------
(***************************************************************************)
(* Voting in numbered rounds, called ballots, so that a split vote is not  *)
(* the end: the next ballot may decide. A value is chosen when all of one  *)
(* quorum voted for it in the same ballot.                                 *)
(*                                                                         *)
(* Acceptors now vote more than once, so something has to keep a later     *)
(* ballot from choosing another value. Each ballot votes on one value, and *)
(* only on a value that is safe there: no other value was chosen in an     *)
(* earlier ballot, nor can it be any more. "Can not any more" comes from   *)
(* maxBal: acceptors promise never again to vote in or below a ballot.     *)
(*                                                                         *)
(* Beware: maxBal[a] is the highest ballot in which a may NO LONGER vote.  *)
(* In Lamport's texts it is the lowest in which it still may, one more.    *)
(* Hence both conditions on it here and in Paxos are a strict "<".         *)
(*                                                                         *)
(* Why it is not enough: acceptors decide by looking at each other's votes *)
(* and promises, which no machine can do.                                  *)
(*                                                                         *)
(* Source: A. Kladov, "Notes on Paxos", Ballot Vote; Lamport's module      *)
(* Voting.                                                                 *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
    Acceptors,  \* the machines that vote
    Quorums,    \* sets of acceptors, each large enough to decide
    Values,     \* what can be chosen
    MaxBallot,  \* ballots are 0..MaxBallot
    Removed     \* the names of the conditions to leave out

VARIABLES
    votes,      \* the triples <<acceptor, ballot, value>> of all votes cast; only ever grows
    maxBal      \* per acceptor the highest ballot in which it may no longer vote; never falls

vars == <<votes, maxBal>>

Guard(name, condition) == name \in Removed \/ condition

Effect(name, after, before) == IF name \in Removed THEN before ELSE after

ASSUME Quorums \subseteq SUBSET Acceptors
ASSUME Guard("quorums-intersect", \A q, r \in Quorums : q \cap r # {})

Ballots == 0..MaxBallot
None == -1      \* below every ballot

ChosenAt(b, v) == \E q \in Quorums : \A a \in q : <<a, b, v>> \in votes

Chosen == {v \in Values : \E b \in Ballots : ChosenAt(b, v)}

NoVoteIn(a, b) == \A v \in Values : <<a, b, v>> \notin votes

(***************************************************************************)
(* No value but v was or can be chosen below ballot b. Some quorum is done *)
(* with all ballots below b. Either none of it ever voted there, so no     *)
(* other quorum can be complete there; or v got a vote in the last ballot  *)
(* c where any of it voted, and v was safe there when that vote was cast.  *)
(***************************************************************************)
Safe(b, v) ==
    \E q \in Quorums :
        /\ Guard("quorum-is-done-below", \A a \in q : maxBal[a] >= b - 1)
        /\ \E c \in None..(b - 1) :
            /\ Guard("no-vote-in-between", \A d \in (c + 1)..(b - 1), a \in q : NoVoteIn(a, d))
            /\ c = None \/ Guard("value-has-a-vote", \E a \in q : <<a, c, v>> \in votes)

Init ==
    /\ votes = {}
    /\ maxBal = [a \in Acceptors |-> None]

\* An acceptor promises to vote neither in b nor below.
AdvanceMaxBal(a, b) ==
    /\ Guard("promises-only-rise", maxBal[a] < b)
    /\ maxBal' = [maxBal EXCEPT ![a] = b]
    /\ UNCHANGED votes

Vote(a, b, v) ==
    /\ Guard("vote-keeps-promise", maxBal[a] < b)
    /\ Guard("one-value-per-ballot", \A w \in Values \ {v}, other \in Acceptors : <<other, b, w>> \notin votes)
    /\ Guard("value-is-safe", Safe(b, v))
    /\ votes' = votes \cup {<<a, b, v>>}
    /\ maxBal' = Effect("vote-ends-the-ballot", [maxBal EXCEPT ![a] = b], maxBal)

Next ==
    \E a \in Acceptors, b \in Ballots :
        \/ AdvanceMaxBal(a, b)
        \/ \E v \in Values : Vote(a, b, v)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------

TypeOK ==
    /\ votes \subseteq Acceptors \X Ballots \X Values
    /\ maxBal \in [Acceptors -> Ballots \cup {None}]

Agreement == Cardinality(Chosen) <= 1

OneValuePerBallot == \A s, t \in votes : s[2] = t[2] => s[3] = t[3]

(***************************************************************************)
(* Seen from far away there are no ballots and every acceptor votes once:  *)
(* only votes for a chosen value are seen, from the moment it is chosen.   *)
(* A vote that came to nothing was never cast.                             *)
(***************************************************************************)
VotesThatCounted ==
    LET chosen == Chosen IN {<<t[1], t[3]>> : t \in {u \in votes : u[3] \in chosen}}

Abstract == INSTANCE Voting WITH votes <- VotesThatCounted, Removed <- {}

Refines == Abstract!Spec

\* And what is chosen behaves as it should.
Purpose == INSTANCE Consensus WITH chosen <- Chosen, Removed <- {}

RefinesConsensus == Purpose!Spec
=============================================================================
